#include "policy/kinds/volume.h"

#include <algorithm>

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

constexpr std::array<std::string_view, 2> volumes_per{"salesperson", "prospect"};

int messages(const Volume& rule, const Case& about, Time now) {
  const auto& mails = about.log().mails;
  return 1 + static_cast<int>(std::count_if(mails.begin(), mails.end(), [&](const PastMail& mail) {
           return is_recent(mail.at, rule.within, now);
         }));
}

auto recent(const Volume& rule, Time now) {
  return [&rule, now](const SentMail& mail) { return is_recent(mail.at, rule.within, now); };
}

const std::vector<Time>& others(const Volume& rule, const Case& about, Time now) {
  return about.sent.newest(&rule, now, about.whole, recent(rule, now));
}

/// This message included: distinct prospects of the salesperson, or messages to this prospect, within the window.
int count_of(const Volume& rule, const Case& about, Time now) {
  if (rule.per == Volume::Per::prospect) return messages(rule, about, now);
  return about.recipients() + static_cast<int>(others(rule, about, now).size());
}

}  // namespace

template <>
std::span<const std::string_view> names_of<Volume::Per>() {
  return volumes_per;
}

Volume Volume::read(KindReader& reader) {
  Volume volume;
  volume.per = reader.choice(reader.map.require("per"), "value of per", Per::salesperson);
  volume.most = reader.number("most", volume.per == Per::prospect ? most_to_prospect : most_by_salesperson);
  volume.within = reader.duration("within");
  return volume;
}

std::optional<VolumeFacts> Volume::objection(const Case& about, Time now) const {
  if (per == Per::salesperson && surely_below(most + 1, about, recent(*this, now))) return std::nullopt;
  const int count = count_of(*this, about, now);
  if (count <= most) return std::nullopt;
  return VolumeFacts{per, count, most, within};
}

std::optional<Time> Volume::earliest(const Case& about, Time from) const {
  if (per == Per::salesperson) {
    return when_fewer(others(*this, about, from), most - about.recipients(), within, from);
  }
  std::vector<Time> newest;
  for (const PastMail& mail : about.log().mails) newest.push_back(mail.at);
  std::sort(newest.begin(), newest.end(), std::greater<>());
  return when_fewer(newest, most - 1, within, from);
}

std::string Volume::saw(const Case& about, Time now) const {
  return fmt::format(
      "{} {} within {}, this mail included", count_of(*this, about, now),
      per == Per::salesperson ? "prospects of " + shown(about.message.salesperson) : "mails to this prospect",
      length_text(within));
}

std::string Volume::passes(const Case&, Time) const { return fmt::format("the limit is {}", most); }

std::string VolumeFacts::objects(const Case&, Time) const {
  return fmt::format("{} within {}, the limit is {}", count, length_text(within), most);
}

Sentence VolumeFacts::sentence() const {
  return {per == Volume::Per::prospect ? "_prospect" : "_salesperson", {count, most, within}};
}

}  // namespace jeda::policy
