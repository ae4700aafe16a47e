// A template's view of its values, for those who render mustache: advice and notices.
#pragma once

#include <set>
#include <string>

#include <kainjow/mustache.hpp>

namespace jeda::policy {

/// Notes which names the template asked for. It has no partials: kainjow would render a value named as one as if it
/// were a template. Borrows the values.
class Lookup final : public kainjow::mustache::context<std::string> {
 public:
  explicit Lookup(const kainjow::mustache::data* values) : context(values) {}

  const kainjow::mustache::data* get_partial(const std::string& name) const override {
    partials_.insert(name);
    return nullptr;
  }
  const kainjow::mustache::data* get(const std::string& name) const override {
    asked_.insert(name);
    return context::get(name);
  }

  const std::set<std::string>& asked() const { return asked_; }
  const std::set<std::string>& partials() const { return partials_; }

 private:
  mutable std::set<std::string> asked_;
  mutable std::set<std::string> partials_;
};

}  // namespace jeda::policy
