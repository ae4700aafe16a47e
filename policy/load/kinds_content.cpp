// Kinds that look at what a mail says, and at how much mail there is.
#include "policy/load/kinds.h"

namespace jeda::policy::load {
namespace {

constexpr int most_words = 100'000;
constexpr int most_to_prospect = static_cast<int>(most_past_mails);  // the store remembers no more
constexpr int most_by_salesperson = static_cast<int>(most_sent_mails);

std::optional<int> parse_words(std::string_view text) {
  int number = 0;
  if (text.empty() || text.size() > 6) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

Kind read_volume(KindReader& reader) {
  Volume volume;
  volume.per = reader.choice(reader.map.require("per"), "value of per", Volume::Per::salesperson);
  volume.most = reader.number("most", volume.per == Volume::Per::prospect ? most_to_prospect : most_by_salesperson);
  volume.within = reader.duration("within");
  return volume;
}

Kind read_repeat(KindReader& reader) {
  return Repeat{reader.percent("similar"), reader.number("of_last", most_to_prospect, most_to_prospect)};
}

Kind read_broadcast(KindReader& reader) {
  return Broadcast{reader.percent("similar"), reader.number("prospects", most_by_salesperson),
                   reader.duration("within")};
}

Kind read_phrase(KindReader& reader) {
  Phrase phrase;
  if (const Node* list = reader.map.require("list")) {
    phrase.list = reader.vocabulary.phrases.read(*list, reader.report()).value_or("");
  }
  phrase.uses = reader.number("uses", most_to_prospect, 1);
  phrase.of_last = reader.number("of_last", most_to_prospect, 1);
  const Node* uses = reader.map.find("uses");
  if (uses != nullptr && phrase.uses > phrase.of_last) {
    reader.problem(*uses, fmt::format("'uses' is {}, but only the last {} mail{} looked at ('of_last')", phrase.uses,
                                      phrase.of_last, phrase.of_last == 1 ? " is" : "s are"));
  }
  return phrase;
}

Kind read_personal(KindReader& reader) {
  constexpr std::array<std::string_view, 2> names{"theirs", "ours"};
  const Node* node = reader.map.find("names");
  if (node == nullptr) return Personal{};
  refuse_empty(*node, reader.report(), "nobody");
  Personal personal{false, false};
  for (const Node* item : config::one_or_more(*node)) {
    const auto choice = config::read_choice(*item, reader.report(), "value of names", names);
    personal.theirs = personal.theirs || choice == std::size_t{0};
    personal.ours = personal.ours || choice == std::size_t{1};
  }
  return personal;
}

Kind read_length(KindReader& reader) {
  const Node* node = reader.map.require("words");
  const auto text = node == nullptr ? std::nullopt : config::read_line(*node, reader.report());
  if (!text) return Length{};
  const std::size_t dash = text->find('-');
  const auto least = parse_words(std::string_view(*text).substr(0, dash));
  const auto most = dash == std::string::npos ? std::nullopt : parse_words(std::string_view(*text).substr(dash + 1));
  if (!least || !most || *most > most_words) {
    reader.problem(*node, fmt::format("{} is no range of words (20-200)", config::quote(*text)));
  } else if (*least > *most || *most == 0) {
    reader.problem(*node, fmt::format("{} is a range that no mail is in", config::quote(*text)));
  }
  return Length{least.value_or(0), most.value_or(0)};
}

}  // namespace jeda::policy::load
