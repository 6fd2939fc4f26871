"""The names of columns under which files keep ids and names of territories."""

ID_COLUMNS = (
    "territory_id", "TerritoryId", "ServiceTerritoryId", "id", "Id", "ID", "name", "Name", "NAME",
    "territory", "ServiceTerritory", "DeveloperName",
)  # fmt: skip
"""Where an id is looked for, first match first, unless the caller names the column."""

NAME_COLUMNS = ("name", "Name", "NAME", "territory_name", "label", "Label")
"""Where a name is looked for, first match first; without one a territory is called by its id."""
