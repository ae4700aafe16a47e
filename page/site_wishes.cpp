// Opt-out wishes and dead addresses: what a machine read, for a person to confirm or to lift.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mail/address.h"
#include "page/cookies.h"
#include "page/site.h"

namespace jeda::page {
namespace {

using policy::TouchKind;

constexpr int most_wishes = 200;

std::string version_of_wish(const store::LoggedTouch& wish) {
  return std::to_string(wish.touch.at.time_since_epoch().count());
}

Data wish_data(const Visit& visit, const store::LoggedTouch& wish) {
  Data data = moment(wish.touch.at, visit.zone, visit.words);
  data.set("prospect", shown(wish.prospect));
  data.set("key", wish.prospect);
  data.set("seen", version_of_wish(wish));
  data.set("doubtful", Data{wish.touch.kind == TouchKind::doubtful_wish});
  data.set("has_note", Data{!wish.touch.details.note.empty()});
  data.set("note", shown(wish.touch.details.note, true));
  return data;
}

Data wishes_data(const Visit& visit, const std::vector<store::LoggedTouch>& wishes) {
  Data result = list();
  for (const auto& wish : wishes) result << wish_data(visit, wish);
  return result;
}

const store::LoggedTouch* find_wish(const std::vector<store::LoggedTouch>& wishes, const http::Fields& form) {
  const auto found = std::find_if(wishes.begin(), wishes.end(), [&form](const auto& wish) {
    return wish.prospect == form["prospect"] && version_of_wish(wish) == form["seen"];
  });
  return found == wishes.end() ? nullptr : &*found;
}

}  // namespace

http::Response Site::wishes(Visit& visit, const std::string&) { return wishes_page(visit, 200); }

http::Response Site::wishes_page(Visit& visit, int status) {
  const auto open = ground_.reader.open_wishes(most_wishes);
  if (!open) return store_failed(visit, open.error());
  const auto dead = ground_.reader.dead(most_wishes);
  if (!dead) return store_failed(visit, dead.error());
  Data data = object();
  data.set("wishes", wishes_data(visit, *open));
  data.set("no_wishes", Data{open->empty()});
  data.set("dead", wishes_data(visit, *dead));
  data.set("no_dead", Data{dead->empty()});
  return page(visit, "wishes.html", visit.words("wishes_title"), std::move(data), status);
}

/// Told of the prospect as `jeda prospect block` and `allow` tell it; and the record says who did.
http::Response Site::decide_wish(Visit& visit, const std::string&) {
  const auto& form = visit.call.form;
  const bool of_dead = form["of"] == "dead";
  const bool block = form["what"] == "block";
  if (!block && form["what"] != "allow") return redirect(visit, "/wishes");
  const auto open = of_dead ? ground_.reader.dead(most_wishes) : ground_.reader.open_wishes(most_wishes);
  if (!open) return store_failed(visit, open.error());
  const auto* wish = find_wish(*open, form);
  if (wish == nullptr) {
    visit.told = Told{Told::Tone::bad, {visit.words("wish_changed")}};
    return wishes_page(visit, 409);
  }
  const auto store = ground_.open_store ? ground_.open_store()
                                        : tl::unexpected(store::Error{store::Error::Cause::failed, "it is not opened"});
  if (!store) return store_failed(visit, store.error());
  store::Event event;
  event.prospect = {wish->prospect, wish->raw, mail::company_of(wish->prospect)};
  event.kind = block ? TouchKind::blocked : TouchKind::allowed;
  event.at = visit.now;
  event.details.note = visit.words("wish_note", {{"by", visit.account->name}});
  if (of_dead && !block) event.stands_for = TouchKind::hard_bounce;
  const auto recorded = (*store)->record_events({event});
  if (!recorded) return store_failed(visit, recorded.error());
  record({visit.account->name, block ? "prospect blocked" : "prospect allowed", wish->prospect, visit.address},
         visit.now);
  visit.cookies.push_back(told_cookie(visit, block ? "blocked" : "allowed"));
  return redirect(visit, "/wishes");
}

}  // namespace jeda::page
