#pragma once

#include <string_view>

#include "lab/model/import_collected.hpp"

namespace lab::model {

/// Reads what `az … show` or `az … list -o json` printed, or the REST API answered: one resource,
/// an array of them, or `{"value": […]}`; with or without `properties`. What a resource is says its
/// `type`, else its `id`, else `file_stem` (`client-list`, `clients` …), else its properties. What
/// cannot be told goes to the log.
void read_az_answer(Node document, std::string_view file_stem, Collected& collected,
                    ImportLog& log);

/// Whether a document can be such an answer at all: an array, or an object that looks like one.
bool is_az_answer(const Node& document, std::string_view file_stem);

}  // namespace lab::model
