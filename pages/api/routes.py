"""All routes for programs; app.py gives them to the server."""

from starlette.routing import Route

from pages.api import catalogue, figures, health, manual

ROUTES = [
    Route("/api/v1/", manual.page),
    Route("/api/v1/openapi.json", manual.openapi),
    Route("/api/v1/observations.{ending}", figures.observations),
    Route("/api/v1/files/{token}/{name}", figures.shelved),
    Route("/api/v1/indicators", catalogue.indicators),
    Route("/api/v1/offices", catalogue.offices),
    Route("/api/v1/evidence", catalogue.cited),
    Route("/healthz", health.healthz),
    Route("/readyz", health.readyz),
    Route("/version", health.version_),
]
