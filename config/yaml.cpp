#include "config/yaml.h"

#include <set>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/utf8.h"

namespace jeda::config {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Thrown through yaml-cpp to stop it; never leaves this file.
struct Stop {};

// Builds the tree from yaml-cpp's events, so that its own nodes, which alias, are not needed.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Report& report, std::size_t offset) : report_(report), offset_(offset) {}

  std::optional<Node> take_root() { return std::exchange(root_, std::nullopt); }
  Position place(const YAML::Mark& mark) const {
    return report_.position_of(mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos) + offset_);
  }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(Node{Node::Form::nothing, place_of_nothing(mark), {}, {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    report_.error(place(mark), "aliases (*name) are not supported: write the value out");
    throw Stop{};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (is_unclosed(mark)) report_.error(place(mark), "this quote is never closed");
    add(Node{Node::Form::text, place(mark), value, {}, {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Node::Form::list, mark, tag, anchor);
    flow_.back() = style == YAML::EmitterStyle::Flow;
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(Node::Form::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  void open(Node::Form form, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (open_.size() >= deepest_yaml) {
      report_.error(place(mark), fmt::format("nested more than {} levels deep", deepest_yaml));
      throw Stop{};
    }
    flow_.push_back(true);
    open_.push_back(Node{form, place(mark), {}, {}, {}});
  }

  void close() {
    Node node = std::move(open_.back());
    open_.pop_back();
    flow_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Node& parent = open_.back();
    const bool is_key = parent.form == Node::Form::map && parent.keys.size() == parent.items.size();
    (is_key ? parent.keys : parent.items).push_back(std::move(node));
  }

  // yaml-cpp gives a value that is not there the place of whatever comes next.
  Position place_of_nothing(const YAML::Mark& mark) const {
    if (open_.empty()) return place(mark);
    const Node& parent = open_.back();
    if (parent.keys.size() > parent.items.size()) return parent.keys.back().at;
    if (parent.form == Node::Form::list && flow_.back()) return parent.at;
    return parent.form == Node::Form::list ? place_of_last_dash(mark, parent.at) : place(mark);
  }

  // The "-" of a list's item before `mark`; `list` where there is none.
  Position place_of_last_dash(const YAML::Mark& mark, Position list) const {
    std::string_view text =
        std::string_view(report_.file().text).substr(0, static_cast<std::size_t>(mark.pos) + offset_);
    while (!text.empty()) {
      const std::size_t newline = text.rfind('\n');
      const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
      const std::size_t dash = text.find_first_not_of(' ', begin);
      const Position at = report_.position_of(dash);
      if (at.line < list.line) return list;
      if (dash != std::string_view::npos && text[dash] == '-') return at;
      text = text.substr(0, begin == 0 ? 0 : newline);
    }
    return list;
  }

  // yaml-cpp lets a quotation end with the file.
  bool is_unclosed(const YAML::Mark& mark) const {
    const std::string_view text = report_.file().text;
    const std::size_t begin = static_cast<std::size_t>(mark.pos) + offset_;
    if (begin >= text.size() || (text[begin] != '\'' && text[begin] != '"')) return false;
    const char quotation = text[begin];
    for (std::size_t at = begin + 1; at < text.size(); ++at) {
      if (quotation == '"' && text[at] == '\\') {
        ++at;
      } else if (text[at] == quotation) {
        return false;
      }
    }
    return true;
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) report_.error(place(mark), "anchors (&name) are not supported: write the value out");
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.size() > 1) report_.error(place(mark), "tags (!name) are not supported");
  }

  Report& report_;
  std::size_t offset_;  // of the text that yaml-cpp was given, in the file's
  std::vector<Node> open_;
  std::vector<bool> flow_;  // beside open_: a list in brackets
  std::optional<Node> root_;
};

bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

// True where yaml-cpp may read it.
bool check_characters(std::string_view text, Report& report) {
  if (text.size() > largest_yaml) {
    report.error({}, fmt::format("the file has {} bytes; more than {} are not read", text.size(), largest_yaml));
    return false;
  }
  if (const std::size_t at = find_invalid_utf8(text); at != std::string_view::npos) {
    report.error(report.position_of(at),
                 fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[at])));
    return false;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_forbidden(text[at])) continue;
    report.error(report.position_of(at),
                 fmt::format("control character 0x{:02X}: this is no text file", static_cast<unsigned char>(text[at])));
    return false;
  }
  return true;
}

// Reports keys that are no texts or stand twice, and drops them with their values.
void check_keys(Node& node, Report& report) {
  std::set<std::string> seen;
  std::vector<Node> keys;
  std::vector<Node> items;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Node& key = node.keys[i];
    if (key.form != Node::Form::text) {
      report.error(key.at, fmt::format("a key must be a text, not {}", describe(key)));
    } else if (!seen.insert(key.text).second) {
      report.error(key.at, fmt::format("key {} is given twice", quote(key.text)));
    } else {
      keys.push_back(std::move(node.keys[i]));
      items.push_back(std::move(node.items[i]));
    }
  }
  node.keys = std::move(keys);
  node.items = std::move(items);
}

// Depth is bounded by TreeBuilder.
void check_all_keys(Node& node, Report& report) {
  if (node.form == Node::Form::map) check_keys(node, report);
  for (Node& item : node.items) check_all_keys(item, report);
}

std::optional<Node> build(std::string_view text, std::size_t offset, Report& report) {
  TreeBuilder builder(report, offset);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    std::optional<Node> root = builder.take_root();
    if (!root || !parser.HandleNextDocument(builder)) return root;
    const std::optional<Node> second = builder.take_root();
    report.error(second ? second->at : Position{}, "a second document begins here; the file may hold only one");
  } catch (const Stop&) {
  } catch (const YAML::Exception& failure) {
    report.error(builder.place(failure.mark), fmt::format("not valid YAML: {}", failure.msg));
  } catch (const std::exception& failure) {
    report.error({}, fmt::format("not valid YAML: {}", failure.what()));
  }
  return std::nullopt;
}

}  // namespace

std::string describe(const Node& node) {
  switch (node.form) {
    case Node::Form::nothing:
      return "nothing";
    case Node::Form::text:
      return quote(node.text);
    case Node::Form::list:
      return "a list";
    case Node::Form::map:
      return "a map";
  }
  return "something else";
}

std::optional<Node> parse_yaml(Report& report) {
  const std::string_view whole = report.file().text;
  const std::size_t offset = whole.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  const std::string_view text = whole.substr(offset);
  if (!check_characters(whole, report)) return std::nullopt;
  const std::size_t errors = report.errors();
  std::optional<Node> root = build(text, offset, report);
  const bool empty = !root || root->form == Node::Form::nothing;
  if (empty && report.errors() == errors) report.error({}, "the file is empty");
  if (empty) return std::nullopt;
  check_all_keys(*root, report);
  return root;
}

}  // namespace jeda::config
