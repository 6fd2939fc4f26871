from service.resources import api_router
from service.routing import follow

follow.enter()
router = api_router("routing")
