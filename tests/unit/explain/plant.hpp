#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "lab/model/namespace.hpp"

namespace lab::test {

/// A namespace in canonical form where each kind of change is the smallest for some question:
/// clients with and without attributes, one disabled; a group over one attribute and one over two;
/// a template with an attribute for a variable.
nlohmann::json plant();

/// Reads a canonical form. Fails the test, with its problems, if it is not right.
model::Namespace read(const nlohmann::json& document);

/// Microsoft's how-to, from fixtures.
nlohmann::json how_to();

}  // namespace lab::test
