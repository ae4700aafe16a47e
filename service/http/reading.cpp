#include "service/http/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "base/text.h"

namespace jeda::http {
namespace {

namespace beast = boost::beast;

constexpr std::size_t longest_path = 600;  // a link has a salesperson's address in hex, of at most 254 bytes
constexpr std::string_view head_end = "\r\n\r\n";

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

/// What may stand in a field's value: all but control characters. So no NUL, and no CR or LF by itself.
bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= ' ' && byte != 0x7f);
  });
}

/// Three words of visible ASCII, one space between them.
bool is_request_line(std::string_view line) {
  return std::count(line.begin(), line.end(), ' ') == 2 &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// No blank before the name (a folded line), none before the colon.
bool is_field(std::string_view line) {
  const auto colon = line.find(':');
  return colon != std::string_view::npos && is_token(line.substr(0, colon)) && is_value(line.substr(colon + 1));
}

/// Gives the number of fields of a head without its empty line; absent: some line of it is none.
std::optional<std::size_t> count_fields(std::string_view head) {
  std::size_t lines = 0;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    if (lines++ == 0 ? !is_request_line(line) : !is_field(line)) return std::nullopt;
    head.remove_prefix(std::min(end + 2, head.size()));
  }
  return lines - 1;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 && std::all_of(text.begin(), text.end(), is_digit);
}

using BeastFields = beast::http::fields;

bool has_length_in_two_ways(const BeastFields& fields, unsigned version) {
  using beast::http::field;
  const auto lengths = fields.count(field::content_length);
  const auto encodings = fields.count(field::transfer_encoding);
  if (lengths + encodings > 1) return true;
  if (lengths == 1 && !is_number(view(fields[field::content_length]))) return true;
  return encodings == 1 && (version < 11 || lower_ascii(view(fields[field::transfer_encoding])) != "chunked");
}

/// Cookies may come in several fields (RFC 9113, 8.2.3).
std::string cookies_of(const BeastFields& fields) {
  std::string all;
  const auto [begin, end] = fields.equal_range(beast::http::field::cookie);
  for (auto at = begin; at != end; ++at) all.append(all.empty() ? "" : "; ").append(view(at->value()));
  return all;
}

/// Several of one name: what a proxy added is the last, and a client's own must not be believed.
std::string last_of(const BeastFields& fields, std::string_view name) {
  std::string last;
  const auto [begin, end] = fields.equal_range(beast::string_view(name.data(), name.size()));
  for (auto at = begin; at != end; ++at) last = view(at->value());
  return last;
}

Headers headers_of(const BeastFields& fields, const std::string& user_header) {
  const auto first = [&fields](const char* name) { return std::string(view(fields[name])); };
  Headers headers;
  headers.accept_language = first("Accept-Language");
  headers.cookie = cookies_of(fields);
  headers.host = first("Host");
  headers.origin = first("Origin");
  headers.sec_fetch_site = first("Sec-Fetch-Site");
  if (!user_header.empty() && fields.count(user_header) == 1) headers.user = view(fields[user_header]);
  headers.forwarded_for = last_of(fields, "X-Forwarded-For");
  headers.forwarded_proto = last_of(fields, "X-Forwarded-Proto");
  return headers;
}

bool is_form(const BeastFields& fields) {
  using beast::http::field;
  const auto type = view(fields[field::content_type]);
  return fields.count(field::content_type) == 1 && fields.count(field::content_encoding) == 0 &&
         trim(type.substr(0, type.find(';'))) == "application/x-www-form-urlencoded";
}

/// On every answer.
constexpr std::string_view security_headers =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action "
    "'self'; "
    "frame-ancestors 'none'; base-uri 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";

/// Nothing where there is no value, or where it would make more than one line.
std::string field_line(std::string_view name, std::string_view value) {
  return value.empty() || !is_value(value) ? "" : fmt::format("{}: {}\r\n", name, value);
}

}  // namespace

struct Reading::Parser : beast::http::request_parser<beast::http::string_body> {};

Reading::Reading(Sizes sizes, std::string user_header)
    : sizes_(sizes), user_header_(std::move(user_header)), parser_(std::make_unique<Parser>()) {
  parser_->header_limit(static_cast<std::uint32_t>(sizes_.head_bytes + head_end.size()));
  parser_->body_limit(sizes_.body_bytes);
}

Reading::~Reading() = default;

Reading::State Reading::refuse(int status, std::string_view text) {
  refusal_ = plain(status, text);
  return State::refused;
}

Reading::State Reading::take(std::string_view bytes) {
  const auto had = waiting_.size();
  waiting_.append(bytes);
  if (!in_body_) return read_head(had);
  taken_ += bytes.size();
  return read_body();
}

bool Reading::invites() { return std::exchange(inviting_, false); }

/// The first `searched` bytes have been looked at before.
Reading::State Reading::read_head(std::size_t searched) {
  const auto end = waiting_.find(head_end, searched - std::min(searched, head_end.size() - 1));
  if (std::min(end, waiting_.size()) > sizes_.head_bytes) return refuse(431, "The request's head is too large.");
  if (end == std::string::npos) return State::more;
  const auto fields = count_fields(std::string_view(waiting_).substr(0, end));
  if (!fields) return refuse(400, "The request cannot be read.");
  if (*fields > sizes_.head_fields) return refuse(431, "The request has too many header fields.");
  beast::error_code failure;
  parser_->put(boost::asio::const_buffer(waiting_.data(), end + head_end.size()), failure);
  if (failure == beast::http::error::body_limit) return refuse(413, "The form is too large, or broke off.");
  if (failure || !parser_->is_header_done()) return refuse(400, "The request cannot be read.");
  waiting_.erase(0, end + head_end.size());
  return begin_body();
}

Reading::State Reading::begin_body() {
  const auto& request = parser_->get();
  if (has_length_in_two_ways(request, request.version()) || request.count("Host") > 1)
    return refuse(400, "The request can be read in two ways.");
  // Before the body, whose trailer fields Beast adds to these.
  call_.headers = headers_of(request, user_header_);
  call_.method = view(request.method_string());
  if (const auto taken = take_target(view(request.target())); taken != State::more) return taken;
  if (call_.method != "POST") return State::whole;
  if (!is_form(request)) return refuse(415, "Only forms are taken.");
  in_body_ = true;
  inviting_ = waiting_.empty() && lower_ascii(view(request["Expect"])) == "100-continue";
  taken_ = waiting_.size();
  parser_->eager(true);
  return read_body();
}

/// more: it is one of the site's.
Reading::State Reading::take_target(std::string_view target) {
  const auto mark = std::min(target.find('?'), target.size());
  const auto path = unescaped(target.substr(0, mark), Plus::plus);
  if (!path || path->size() > longest_path || !path->starts_with('/') || path->find('\0') != std::string::npos)
    return refuse(404, "There is no such page.");
  call_.path = *path;
  if (mark < target.size()) call_.query = parse_fields(target.substr(mark + 1)).value_or(Fields{});
  return State::more;
}

Reading::State Reading::read_body() {
  beast::error_code failure;
  while (!parser_->is_done() && !waiting_.empty() && !failure)
    waiting_.erase(0, parser_->put(boost::asio::const_buffer(waiting_.data(), waiting_.size()), failure));
  if (failure == beast::http::error::body_limit || (!parser_->is_done() && taken_ > 2 * sizes_.body_bytes))
    return refuse(413, "The form is too large, or broke off.");
  if (failure && failure != beast::http::error::need_more) return refuse(400, "The form cannot be read.");
  if (!parser_->is_done()) return State::more;
  auto form = parse_fields(parser_->get().body());
  if (!form) return refuse(400, "The form cannot be read.");
  call_.form = *std::move(form);
  return State::whole;
}

Response plain(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.type = "text/plain; charset=utf-8";
  response.body = fmt::format("{}\n", text);
  return response;
}

std::string response_text(const Response& response, bool tls, bool bodiless) {
  const auto reason = beast::http::obsolete_reason(beast::http::int_to_status(static_cast<unsigned>(response.status)));
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, view(reason));
  text += security_headers;
  if (tls) text += "Strict-Transport-Security: max-age=31536000\r\n";
  text += field_line("Cache-Control", response.cacheable ? "max-age=3600" : "no-store");
  text += field_line("Location", response.location);
  text += field_line("Allow", response.allow);
  text += field_line("Content-Disposition", response.disposition);
  for (const auto& cookie : response.cookies) text += field_line("Set-Cookie", cookie);
  text += field_line("Content-Type", response.type);
  text += fmt::format("Content-Length: {}\r\nConnection: close\r\n\r\n", response.body.size());
  if (!bodiless) text += response.body;
  return text;
}

}  // namespace jeda::http
