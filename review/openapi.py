"""The interface for programs, as OpenAPI 3.1 tells it."""

from __future__ import annotations

from typing import Any

from pipeline.model import Direction, State
from review.tokens import Scope

VERSION = "1.0"
LONGEST_PAGE = 200
LONGEST_ABOUT, LONGEST_SOURCE, LONGEST_CALL_ID = 100, 64, 255
NAMING = "^[ -~\u00a0-\ud7ff\ue000-\ufffd]+$"
"""What a source or a call may be called: text that a database takes."""
AFTER_CALL = "^([0-9]{1,17})_([0-9a-f]{32})$"
AFTER_ENTRY = "^[0-9]{1,18}$"
_ID = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_TIME = {"type": ["string", "null"], "format": "date-time"}
_ERROR = {
    "description": "What is wrong, and what to do",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["message"],
                "properties": {"message": {"type": "string"}, "hint": {"type": "string"}},
            }
        }
    },
}


def document() -> dict[str, Any]:
    """What can be asked, by whom, and what is answered."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hushtape",
            "version": VERSION,
            "description": "States, purposes, counts and certificates of recorded calls. Read "
            "only, but for events that start retention periods. No words, no sound, no numbers.",
        },
        "servers": [{"url": "/api/v1"}],
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Call": _CALL, "Certificate": _CERTIFICATE},
        },
        "security": [{"token": []}],
        "paths": {
            "/calls": {"get": _get_calls()},
            "/calls/{recording}": {"get": _get_call()},
            "/certificates": {"get": _get_certificates()},
            "/events/contract-ended": {"post": _contract_ended()},
        },
    }


_CALL: dict[str, Any] = {
    "type": "object",
    "required": ["id", "state", "source", "duration_ms", "received", "purposes"],
    "properties": {
        "id": _ID,
        "state": {"enum": [str(state) for state in State]},
        "source": {"type": "string"},
        "direction": {"enum": [*map(str, Direction), None]},
        "queue": {"type": ["string", "null"]},
        "duration_ms": {"type": "integer", "minimum": 0},
        "received": {"type": "string", "format": "date-time"},
        "ended": _TIME,
        "purposes": {"type": "array", "items": {"type": "string"}},
        "masked": {"type": "object", "additionalProperties": {"type": "integer"}},
        "on_hold": {"type": "boolean"},
        "restricted": {"type": "boolean"},
        "due": _TIME,
    },
}
_CERTIFICATE: dict[str, Any] = {
    "type": "object",
    "required": ["entry", "destroyed", "rendition", "authority", "hash"],
    "properties": {
        "entry": {"type": "integer"},
        "destroyed": {"type": "string", "format": "date-time"},
        "rendition": {"type": "string"},
        "authority": {"type": "string"},
        "hash": {"type": "string"},
    },
}


def _page_of(item: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}},
            "next": {"type": ["string", "null"], "description": "Give it as `after`"},
        },
    }


def _get_calls() -> dict[str, Any]:
    return {
        "operationId": "calls",
        "summary": f"Calls, the newest first (scope {Scope.CALLS})",
        "parameters": [
            _query("state", {"enum": [str(state) for state in State]}),
            _query("limit", {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE}),
            _query("after", {"type": "string", "pattern": AFTER_CALL}),
        ],
        "responses": _answers(_page_of("Call"), "400"),
    }


def _get_call() -> dict[str, Any]:
    return {
        "operationId": "call",
        "summary": f"One call (scope {Scope.CALLS})",
        "parameters": [{"name": "recording", "in": "path", "required": True, "schema": _ID}],
        "responses": _answers({"$ref": "#/components/schemas/Call"}, "404"),
    }


def _get_certificates() -> dict[str, Any]:
    return {
        "operationId": "certificates",
        "summary": f"What was destroyed, the newest first (scope {Scope.CERTIFICATES})",
        "parameters": [
            _query("about", {"type": "string", "maxLength": LONGEST_ABOUT}),
            _query("limit", {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE}),
            _query("after", {"type": "string", "pattern": AFTER_ENTRY}),
        ],
        "responses": _answers(_page_of("Certificate"), "400"),
    }


def _contract_ended() -> dict[str, Any]:
    said = {
        "type": "object",
        "additionalProperties": False,
        "required": ["source", "call_id", "ended"],
        "properties": {
            "source": _naming(LONGEST_SOURCE),
            "call_id": _naming(LONGEST_CALL_ID),
            "ended": {
                "type": "string",
                "format": "date-time",
                "pattern": "^(19[7-9][0-9]|[2-8][0-9]{3})-",
            },
        },
    }
    done = {
        "type": "object",
        "required": ["recordings"],
        "properties": {"recordings": {"type": "array", "items": _ID}},
    }
    return {
        "operationId": "contract-ended",
        "summary": f"The contract a call belongs to has ended (scope {Scope.EVENTS})",
        "requestBody": {"required": True, "content": {"application/json": {"schema": said}}},
        "responses": _answers(done, "400", "404"),
    }


def _naming(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": NAMING}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _answers(schema: dict[str, Any], *errors: str) -> dict[str, Any]:
    good = {"description": "It", "content": {"application/json": {"schema": schema}}}
    return {"200": good, **dict.fromkeys(("401", "403", "405", "429", *errors), _ERROR)}
