from service.resources import api_router

router = api_router("routing")
