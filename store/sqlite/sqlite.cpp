#include "store/sqlite/sqlite.h"

#include "store/sqlite/care.h"
#include "store/sqlite/prospect_requests.h"
#include "store/sqlite/reading.h"
#include "store/sqlite/writer.h"

namespace jeda::store {
namespace {

class SqliteStore : public Store {
 public:
  SqliteStore(const std::string& path, const SqliteOptions& options, std::unique_ptr<Database> opened)
      : writer_(path, options, std::move(opened)), reader_(path, options.vfs) {}

  Load load() override { return writer_.load(); }

  Result<policy::ProspectHistory> history(const policy::Recipient& prospect) override {
    return reader_.history(prospect);
  }
  Result<std::vector<LoggedTouch>> touches(std::string_view key, int limit) override {
    return reader_.touches(key, limit);
  }
  Result<std::vector<HeldMessage>> held(HeldState state, int limit) override { return reader_.held(state, limit); }
  Result<std::optional<HeldMessage>> held_message(std::string_view reference) override {
    return reader_.held_message(reference);
  }
  Result<std::optional<ProspectRecord>> prospect(std::string_view key) override { return reader_.prospect(key); }
  Result<bool> forgotten(std::string_view key) override { return reader_.forgotten(key); }
  Result<policy::SenderHistory> sender_history(std::string_view salesperson, policy::SenderWindows windows,
                                               Time now) override {
    return reader_.sender_history(salesperson, windows, now);
  }
  Result<std::vector<LoggedTouch>> open_wishes(int limit) override { return reader_.open_wishes(limit); }
  Result<std::vector<LoggedTouch>> dead(int limit) override { return reader_.dead(limit); }
  Result<std::vector<Bouncing>> bouncing(int least, int limit) override { return reader_.bouncing(least, limit); }
  Result<std::vector<LoggedTouch>> unverified(int limit) override { return reader_.unverified(limit); }
  Result<std::vector<StrangersDay>> strangers(int limit) override { return reader_.strangers(limit); }
  Result<std::vector<Unlikely>> unlikely(Time now, int limit) override { return reader_.unlikely(now, limit); }
  Result<std::vector<policy::Recipient>> prospects_of(std::string_view salesperson, Time since, int limit) override {
    return reader_.prospects_of(salesperson, since, limit);
  }
  Result<std::vector<TaggedMail>> tagged_of(std::string_view salesperson, Time since, int limit) override {
    return reader_.tagged_of(salesperson, since, limit);
  }
  Result<int> count_divergences() override { return reader_.count_divergences(); }

  Result<Outcome> transact(const Offer& offer, const Judge& judge) override {
    return perform(std::make_shared<OfferRequest>(offer, judge));
  }
  Result<ReplyOutcome> record_reply(const Reply& reply) override {
    if (reply.from.empty()) return tl::unexpected(Error{Error::Cause::failed, "a reply that nobody wrote"});
    return perform(std::make_shared<ReplyRequest>(reply));
  }
  Result<int> record_events(const std::vector<Event>& events) override {
    return perform(std::make_shared<EventsRequest>(events));
  }
  Result<policy::ProspectFacts> change_prospect(std::string_view key,
                                                const std::function<void(policy::ProspectFacts&)>& change) override {
    return perform(std::make_shared<ChangeRequest>(key, change));
  }
  Result<std::string> assign_by_turn(std::string_view key, const Turns& turns, Time at) override {
    return perform(std::make_shared<TurnRequest>(key, turns, at));
  }
  Result<bool> link(const policy::Recipient& person, const policy::Recipient& address) override {
    return perform(std::make_shared<LinkRequest>(person.key, address.key));
  }

 private:
  template <typename Kind>
  auto perform(const std::shared_ptr<Kind>& request) -> Result<decltype(request->take())> {
    if (auto error = writer_.perform(request)) return tl::unexpected(std::move(*error));
    return request->take();
  }

  Writer writer_;
  SqliteReader reader_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, const SqliteOptions& options) {
  auto opened = Database::open(path, options.vfs, busy_milliseconds(options), first_opening(options));
  if (!opened && (!options.lazy || opened.error().cause == Error::Cause::newer)) {
    return tl::unexpected(std::move(opened.error()));
  }
  if (opened) (*opened)->tell(options.watcher);
  return std::make_unique<SqliteStore>(path, options, opened ? std::move(*opened) : nullptr);
}

Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path) {
  auto reader = std::make_unique<SqliteReader>(path, std::string());
  if (auto error = reader->check()) return tl::unexpected(std::move(*error));
  return reader;
}

std::unique_ptr<Care> sqlite_care(const std::string& path) { return std::make_unique<SqliteCare>(path); }

}  // namespace jeda::store
