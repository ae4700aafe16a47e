// Shared by the tests of config and of the policy's loader.
#pragma once

#include <string>
#include <utility>

#include "config/report.h"
#include "config/yaml.h"

/// A text read as YAML, with what was found on the way.
struct Reading {
  explicit Reading(std::string text) : file{"t.yaml", std::move(text)}, report(file, findings) {
    node = jeda::config::parse_yaml(report);
  }

  std::string errors() const { return jeda::config::to_string(findings.errors); }
  std::string warnings() const { return jeda::config::to_string(findings.warnings); }

  jeda::config::SourceFile file;
  jeda::config::Findings findings;
  jeda::config::Report report;
  std::optional<jeda::config::Node> node;
};
