"""Travel over roads: tables of times and distances from the services of OSRM and Valhalla."""

from territories.roads.cache import RoadCache
from territories.roads.client import Patience, RoadsError
from territories.roads.service import RoadService, read_service
from territories.roads.table import RoadTable, road_table

__all__ = ["Patience", "RoadCache", "RoadService", "RoadTable", "RoadsError", "read_service", "road_table"]
