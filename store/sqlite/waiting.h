// Mail on hold, by whom it is for, and its way into the history once it is let go.
#pragma once

#include <string>
#include <vector>

#include "store/record/rows.h"
#include "store/sqlite/connection.h"

namespace jeda::store {

struct Tables;

/// Reads and writes the table `held_for`. A key is a person's. Errors stay in the connection.
class Waiting {
 public:
  /// Stored. settled: it never left, and is still shown in the log. leaves: it is in the log as a contact.
  enum class Standing { settled, waits, leaves };

  explicit Waiting(Connection& connection);

  void add(const std::vector<policy::Recipient>& people, std::int64_t message);
  void set(std::int64_t message, Standing standing);
  void erase(std::int64_t message);

  /// Mail that waits for a person, oldest first, at most most_waiting.
  std::vector<std::int64_t> of(const std::string& person);
  static constexpr int most_waiting = 200;

  /// True where any of it is not settled.
  bool concerns(const std::string& person);

  /// The mail of a prospect whose log is put into another's.
  void join(const std::string& key, const std::string& into);

 private:
  Statement add_;
  Statement set_;
  Statement erase_;
  Statement of_;
  Statement concerns_;
  Statement join_;
  Statement leave_;
};

/// Lets held mail go: from `at` on it is a contact with all it is for, an answer to those who wait for one. REQUIRES:
/// it was not let go before.
void let_go(Tables& tables, std::int64_t message, const HeldRow& held, Time at);

/// It left at another moment than it was let go.
void move_contact(Tables& tables, std::int64_t message, const HeldRow& held, Time at);

/// It was let go and did not leave: no contact any more.
void take_back(Tables& tables, std::int64_t message, const HeldRow& held);

class Tails;

/// Adds a mail's touches to the logs: one a person, and one each company of the person's. `answers`: by place; what is
/// missing is none. `counts`: for `volume` and `broadcast`.
void add_touches(Tables& tables, Tails& tails, TouchRow row, const std::vector<policy::Recipient>& people,
                 const std::vector<bool>& answers, bool counts);

}  // namespace jeda::store
