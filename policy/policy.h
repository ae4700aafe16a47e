// The policy as one immutable value: what rules.yaml says, checked and compiled. Safe to share between threads.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <date/date.h>
#include <date/tz.h>

#include "base/time.h"
#include "policy/history.h"
#include "policy/kinds/kinds.h"
#include "policy/networks.h"
#include "policy/prospect.h"
#include "texts/texts.h"

namespace jeda::policy {

enum class Mode { enforce, observe };

/// Whether one recipient's finding decides for all of a message, or each recipient is judged for itself.
enum class Recipients { together, apart };
using Language = texts::Language;

/// What a rule does where it objects, mildest first.
enum class Action { tag, hold, reject };

/// How a held message may go on its way: when the next allowed moment comes, or only after a person looked at it.
enum class Release { when_allowed, review };

/// When mail may arrive, by the prospect's own clock.
struct WeekHours {
  WeekWindows days;
  bool open_on_holidays = false;  // true: a holiday is a day like its weekday
};

/// Days that are holidays, and their names.
using Calendar = std::map<date::local_days, std::string>;

/// Where a rule applies. An empty list asks nothing.
struct When {
  std::vector<Audience> audience;   // a prospect of the strict tier is of both
  std::vector<std::string> sender;  // globs over the salesperson's address, or a name of organisation.people
  std::vector<Stage> stage = {};
  std::vector<std::string> purpose = {};  // names of Policy::purposes; "none": mail without one
};

/// What people call a rule or a purpose, by language. Where it has none, its name is what it is called.
using Titles = std::map<Language, std::string>;

struct Rule {
  std::string name;  // unique
  Kind kind;
  Action action = Action::hold;
  Release release = Release::review;  // asked only where action is hold
  When when;
  std::string advice;        // a mustache template of the admin's own; empty: the shipped one
  bool overridable = false;  // an override passes it
  Titles titles = {};

  /// What people call it in that language; its name where it has no such title.
  const std::string& title(Language language) const;
};

/// A salesperson with several logins and addresses.
struct Person {
  std::string name;
  std::vector<std::string> addresses;  // keys or globs
};

/// Salespeople who share leads by turns.
struct Team {
  std::string name;
  std::vector<std::string> members;  // canonical names; never empty
};

struct Organisation {
  std::vector<std::string> domains;  // A-labels or globs; never empty; the first completes a login without a domain
  std::vector<Network> networks;
  std::vector<std::string> sales;   // globs over address keys
  std::vector<std::string> exempt;  // globs over address keys
  std::vector<Person> people;
  std::vector<Team> teams;
  std::vector<std::string> reports = {};       // globs over address keys: where bounces and complaints come in
  std::vector<std::string> no_prospects = {};  // globs over address keys outside: a CRM's mail drop, an archive

  /// By its name; null where there is none. Owned by this.
  const Team* team(std::string_view name) const;
};

/// What is known of a prospect from settings alone.
struct ProspectRule {
  std::string match;  // glob over the address key
  Audience audience = Audience::business;
  const date::time_zone* zone = nullptr;  // owned by the tz library, lives for ever; never null
  bool strict = false;
  std::string owner = {};  // canonical name of the salesperson in charge; empty: nobody by rule
  std::string team = {};   // name; new leads go to its members by turns, and nobody else may write; empty: none
  WeekWindows busy = {};
  WeekWindows open = {};
};

/// Figures of stage_of(). Defaults: rules.yaml.
struct Stages {
  Duration live = date::days(14);     // how long a conversation counts as live after the newest reply
  int cold = 3;                       // contacts without any sign
  Duration dormant = date::days(90);  // A3: nothing bought for three months
};

class Patterns;  // compiled regular expressions, see phrases.h

struct PhraseList {
  std::string name;
  std::shared_ptr<const Patterns> patterns;
};

/// A class of mail. Recognised by X-Jeda-Purpose, else by the first whose subject or sender matches.
struct Purpose {
  std::string name;
  std::vector<std::string> subject;  // globs over the folded subject
  std::vector<std::string> sender;   // as When::sender
  std::vector<std::string> phrases;  // names of phrase lists
  Titles titles = {};

  /// What people call it in that language; its name where it has no such title.
  const std::string& title(Language language) const;
};

/// How a salesperson may pass rules that are `overridable`. A limit of 0: nobody may.
struct Overrides {
  std::string token;  // in the subject, "[urgent: why]" for the token "urgent"; empty: only by header
  int limit = 0;      // a salesperson, in the rolling window: one for each prospect it was needed for
  Duration within{};
  int prospects = 5;                           // of one message, at most; needed for more, it passes nothing
  std::vector<std::string> other_tokens = {};  // do the same as `token`, and are not told to anybody

  /// `token`, where there is one, and the others.
  std::vector<std::string> tokens() const;
};

struct Policy {
  std::string version;  // first 12 hex digits of a hash of everything the policy was read from
  Mode mode = Mode::observe;
  Recipients recipients = Recipients::together;
  Language language = Language::id;
  Organisation organisation;
  std::vector<ProspectRule> prospects;  // first match wins; the last one matches everybody
  WeekHours business;
  WeekHours consumer;
  Calendar holidays;
  Stages stages;
  int soft_bounces = 5;  // in a row: from so many on a prospect is shown to a person
  std::vector<PhraseList> phrases;
  std::vector<Purpose> purposes;
  Overrides overrides;
  std::vector<Rule> rules;

  const WeekHours& hours(Audience audience) const { return audience == Audience::business ? business : consumer; }

  /// The first entry that matches. Always finds one.
  const ProspectRule& prospect(std::string_view address_key) const;

  /// By its name; null where there is none, as for one that an earlier policy had. Owned by this.
  const Rule* rule(std::string_view name) const;

  /// What people call the rule or the purpose of that name; the name where this policy has none of it.
  std::string rule_title(std::string_view name, Language language_of_title) const;
  std::string purpose_title(std::string_view name, Language language_of_title) const;
};

using PolicyPtr = std::shared_ptr<const Policy>;

std::string_view to_string(Mode mode);
std::string_view to_string(Recipients recipients);
std::string_view to_string(Language language);
std::string_view to_string(Audience audience);
std::string_view to_string(Action action);
std::string_view to_string(Release release);

}  // namespace jeda::policy
