#include "page/own_view.h"

#include <algorithm>
#include <set>
#include <utility>

namespace jeda::page {

http::Response own_page(const Visit& visit, const OwnPlace& place, std::string_view name, std::string_view title,
                        Data data, int status) {
  data.set("own_path", place.path);
  data.set("own_name", shown_begin(place.salesperson));
  data.set("form_token", place.form_token);
  return page(visit, name, title, std::move(data), status);
}

http::Response own_message(const Visit& visit, const OwnPlace& place, int status, std::string_view title_key,
                           std::string_view message_key, std::string_view action, std::string_view button_key) {
  Data data = object();
  data.set("message", visit.words(message_key));
  data.set("has_button", Data{!action.empty()});
  data.set("action", std::string(action));
  data.set("button", action.empty() ? "" : visit.words(button_key));
  return own_page(visit, place, "own_message.html", visit.words(title_key), std::move(data), status);
}

std::vector<Reason> decisive(std::string_view findings, const date::time_zone* zone, const Words& words) {
  std::vector<Reason> found;
  std::set<std::string> said;
  for (auto& reason : reasons(findings, zone, words))
    if (reason.action != "tag" && said.insert(reason.sentence).second) found.push_back(std::move(reason));
  std::stable_sort(found.begin(), found.end(), [](const Reason& one, const Reason& other) {
    return one.next.value_or(Time::max()) > other.next.value_or(Time::max());
  });
  return found;
}

Data addressed_to(const std::vector<policy::Recipient>& recipients, const Words& words) {
  const auto more = recipients.empty() ? 0 : recipients.size() - 1;
  Data data = object();
  data.set("address", recipients.empty() ? "" : shown_begin(recipients.front().raw));
  data.set("more", Data{more > 0});
  data.set("more_text", texts::told(words.language(), "and_more", {{"count", more}}));
  return data;
}

}  // namespace jeda::page
