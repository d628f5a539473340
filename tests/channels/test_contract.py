"""The OpenAPI document and the running gateway agree, also for input that nobody sends on purpose."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CheckFunction
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from channels.gateway.services import Services
from tests.channels.fake_rasa import serving

CHECKS: list[CheckFunction] = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
FEW = settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
# It waits for processes that are not there.
LEFT_OUT = "/readyz"


def call(case: "schemathesis.Case[Any]") -> None:
    response = case.call(timeout=10)
    assert response.status_code < 500
    if response.status_code >= 400:
        assert response.headers["content-type"] == ["application/problem+json"]
        assert response.json()["status"] == response.status_code
    case.validate_response(response, checks=CHECKS)


def test_the_gateway_keeps_its_contract(services: Services) -> None:
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    with serving(services) as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json").exclude(path=LEFT_OUT)
        operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
        assert len(operations) >= 6
        for operation in operations:
            for mode in modes:
                if mode is schemathesis.GenerationMode.POSITIVE or operation.body or operation.query:
                    FEW(given(operation.as_strategy(generation_mode=mode))(call))()
