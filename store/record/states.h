// States that engines keep as numbers and that no caller sees. As with every enum that is stored, a value keeps its
// number: new ones come last.
#pragma once

namespace jeda::store {

/// Of a notice. blocked: it carries the original of mail that has yet to leave the queue; waiting, sending: to be
/// tried, the second maybe with the MTA already; sent; given_up.
enum class NoticeState { blocked, waiting, sending, sent, given_up };

}  // namespace jeda::store
