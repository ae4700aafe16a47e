// What the queue is narrowed to, as it stands in an address: it goes with a reviewer from page to page.
#pragma once

#include <string>

#include "service/http/http.h"
#include "store/desk.h"

namespace jeda::page {

inline constexpr std::string_view filter_names[] = {"text",  "salesperson", "prospect", "rule",
                                                    "state", "release",     "order",    "trouble"};
struct NamedOrder {
  std::string_view name;
  store::HeldOrder order;
};
inline constexpr NamedOrder orders[] = {{"oldest", store::HeldOrder::oldest},
                                        {"newest", store::HeldOrder::newest},
                                        {"next", store::HeldOrder::next_allowed}};

/// The filter that a query asks for; what is not known there is left out.
store::HeldFilter filter_of(const http::Fields& query);

/// The filters of a query, and nothing else of it: "text=pompa&order=newest"; empty: none.
std::string filters_in(const http::Fields& query);

/// The same of what a form or a link carries as one field: filters_in() of it, at most 2,000 bytes.
std::string filters_in(const std::string& carried);

/// `path` with the filters carried along.
std::string carrying(const std::string& path, const std::string& filters);

/// The queue, narrowed.
std::string queue_path(const std::string& filters);

}  // namespace jeda::page
