#include "fake_gateway.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <set>

#include "json/value.hpp"
#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr/symbol.hpp"
#include "support/catch.hpp"

namespace choqr::simulator::test {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using connectors::OutcomeKind;

std::string code_of(int stall) {
    return "CHQ" + std::string{"ABCDEFGHJKMN"}.substr(static_cast<std::size_t>(stall), 1) + "23456";
}
std::string account_of(int stall) { return "00001234" + std::to_string(10 + stall); }

std::string payload_of(int stall, const std::string& account) {
    qr::PaymentCode code{*Bin::parse("970436"), account};
    code[qr::Field::purpose] = code_of(stall);
    return qr::encode(code).value();
}

std::string squeezed(std::string text) {
    std::erase_if(text, [](char c) { return c == ' '; });
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

std::string status_word(const std::string& stall) { return stall.empty() ? "unmatched" : "matched"; }

}  // namespace

const std::string FakeGateway::secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

FakeGateway::FakeGateway(Lie lie, std::string connector) : lie_{lie}, feed_{connector} {
    connectors::FeedConfig config{connector, connector, {{"secret", {secret}}}};
    if (connector == "sepay") config.settings.push_back({"auth", {"hmac"}});
    connector_ = connectors::make_connector(config);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    REQUIRE(::bind(listener_, generic, size) == 0);
    REQUIRE(::listen(listener_, 64) == 0);
    REQUIRE(::getsockname(listener_, generic, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
}

FakeGateway::~FakeGateway() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    for (auto& conversation : conversations_) conversation.join();
}

std::size_t FakeGateway::recorded() const {
    const std::lock_guard lock{mutex_};
    return transfers_.size();
}

void FakeGateway::serve() {
    while (!stopping_) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0) conversations_.emplace_back([this, socket] { converse(socket); });
    }
}

void FakeGateway::converse(int raw) {
    boost::asio::io_context io;
    boost::asio::ip::tcp::socket socket{io, boost::asio::ip::tcp::v4(), raw};
    beast::flat_buffer buffer;
    for (boost::system::error_code error;;) {
        http::request<http::string_body> request;
        http::read(socket, buffer, request, error);
        if (error) return;
        const bool stumble = lie_ == Lie::stumbles && [&] {
            const std::lock_guard lock{mutex_};
            return ++requests_ % 3 == 0;
        }();
        if (stumble && requests_ % 2 == 0) return;
        std::vector<connectors::Field> headers;
        for (const auto& field : request)
            headers.push_back({{field.name_string().data(), field.name_string().size()},
                               {field.value().data(), field.value().size()}});
        const auto said = answer(std::string{request.method_string()}, std::string{request.target()}, headers,
                                 request.body());
        http::response<http::string_body> response{static_cast<http::status>(stumble ? 503 : said.status),
                                                   11};
        response.set(http::field::content_type, said.type);
        response.body() = said.body;
        response.prepare_payload();
        http::write(socket, response, error);
        if (error) return;
    }
}

FakeGateway::Answer FakeGateway::answer(const std::string& method, const std::string& target,
                                        const std::vector<connectors::Field>& headers,
                                        const std::string& body) {
    const std::lock_guard lock{mutex_};
    if (method == "POST") return notice(headers, body);
    if (target.starts_with("/v1/markets?"))
        return {
            200, "application/json",
            R"({"items":[{"id":"mk0","name":"Chợ Thử","code":"thu","business_day_cutoff":"00:00"}],"next_cursor":null})"};
    if (target.starts_with("/v1/markets/mk0/stalls")) return {200, "application/json", stalls_json()};
    if (target.starts_with("/v1/transfers")) return {200, "application/json", transfers_json()};
    if (target.starts_with("/v1/reports/daily")) return {200, "application/json", report_json()};
    if (target.starts_with("/q/public") && target.ends_with(".png")) {
        const int stall = std::stoi(target.substr(9));
        const auto symbol = qr::Symbol::make(
            payload_of(stall, lie_ == Lie::wrong_picture && stall == 3 ? "999" : account_of(stall)));
        return {200, "image/png", qr::to_png(*symbol)};
    }
    return {404, "application/json", "{}"};
}

FakeGateway::Answer FakeGateway::notice(const std::vector<connectors::Field>& headers,
                                        const std::string& body) {
    const auto now =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto opened = connector_->open({"POST", headers, {}, body}, now);
    const auto* rejected = std::get_if<connectors::Rejected>(&opened);
    connectors::ProviderAnswer said;
    if (rejected != nullptr && lie_ == Lie::believes_anybody &&
        rejected->why == connectors::Rejection::unauthenticated)
        said = connector_->acknowledge({OutcomeKind::recorded, Sequence{7}, false});
    else if (rejected != nullptr)
        said = connector_->refuse(*rejected);
    else if (lie_ == Lie::refuses && transfers_.size() == 5)
        said = connector_->refuse({connectors::Rejection::invalid_amount, "no."}),
        transfers_.push_back({"x", "", "unmatched", 1, now});
    else
        said =
            connector_->acknowledge(record(std::get<std::vector<merchants::TransferNotice>>(opened).front()));
    return {said.status, std::string{said.content_type}, said.body};
}

connectors::NoticeOutcome FakeGateway::record(const merchants::TransferNotice& notice) {
    const auto& reference = notice.reference.text();
    const auto known = std::ranges::find(transfers_, reference, &Transfer::reference);
    const auto sequence_of = [&](auto at) {
        return Sequence{100 + static_cast<std::uint64_t>(at - transfers_.begin())};
    };
    if (known != transfers_.end() && lie_ != Lie::records_twice)
        return {OutcomeKind::exists, sequence_of(known), known->status == "matched"};
    if (lie_ == Lie::forgets &&
        (forgotten_.contains(reference) || (forgotten_.empty() && transfers_.size() == 5)))
        return forgotten_[reference]++, connectors::NoticeOutcome{OutcomeKind::recorded, Sequence{999}, true};

    Transfer transfer{reference, "", "", notice.amount.dong(), notice.booked_at};
    const auto text = squeezed(notice.remittance_information);
    for (int stall = 0; stall < stalls; ++stall)
        if (text.find(code_of(stall)) != text.npos) transfer.stall = "st" + std::to_string(stall);
    if (transfers_.size() == 6 && lie_ == Lie::wrong_amount) --transfer.amount;
    if (transfers_.size() == 6 && lie_ == Lie::wrong_stall)
        transfer.stall = transfer.stall == "st0" ? "st1" : "st0";
    if (transfers_.size() == 6 && lie_ == Lie::no_match) transfer.stall = "";
    transfer.status = status_word(transfer.stall);
    transfers_.push_back(transfer);
    return {OutcomeKind::recorded, sequence_of(transfers_.end() - 1), !transfer.stall.empty()};
}

std::string FakeGateway::stalls_json() const {
    std::string items;
    for (int stall = 0; stall < stalls; ++stall)
        items += std::string{stall == 0 ? "" : ","} + R"({"id":"st)" + std::to_string(stall) +
                 R"(","public_id":"public)" + std::to_string(stall) +
                 R"(","status":"open","registered":true,"accounts":[{"bin":"970436","account_number":")" +
                 account_of(stall) + R"("}],"qr_payload":)" +
                 json::quoted(payload_of(stall, account_of(stall))) + "}";
    items += R"(,{"id":"st90","status":"open","registered":false,"accounts":[],"qr_payload":null})";
    return "{\"items\":[" + items + "],\"next_cursor\":null}";
}

std::string FakeGateway::transfers_json() const {
    std::string items;
    for (std::size_t i = 0; i < transfers_.size(); ++i) {
        const auto& transfer = transfers_[i];
        items += std::string{i == 0 ? "" : ","} + "{\"sequence\":" + std::to_string(100 + i) +
                 ",\"provider\":\"" + feed_ + "\",\"provider_reference\":\"" + transfer.reference +
                 "\",\"amount\":" + std::to_string(transfer.amount) + ",\"booked_at\":\"" +
                 format_rfc3339(transfer.booked_at) + "\",\"status\":\"" + transfer.status + "\"" +
                 (transfer.stall.empty() ? "" : ",\"stall_id\":\"" + transfer.stall + "\"") + "}";
    }
    return "{\"items\":[" + items + "],\"next_cursor\":null}";
}

std::string FakeGateway::report_json() const {
    std::int64_t transactions = lie_ == Lie::wrong_report ? 1 : 0, amount = 0;
    std::set<std::string> active;
    for (const auto& transfer : transfers_) {
        if (transfer.stall.empty()) continue;
        ++transactions;
        amount += transfer.amount;
        active.insert(transfer.stall);
    }
    const auto rate = [](std::int64_t a, std::int64_t b) {
        std::string text(16, '\0');
        text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.1f",
                                                           static_cast<double>(a) / static_cast<double>(b))));
        return text;
    };
    return "{\"total_stalls\":" + std::to_string(stalls + 1) + ",\"registered\":" + std::to_string(stalls) +
           ",\"registration_rate\":" + rate(stalls * 100, stalls + 1) +
           ",\"active\":" + std::to_string(active.size()) +
           ",\"transactions\":" + std::to_string(transactions) + ",\"amount\":" + std::to_string(amount) +
           ",\"per_active_stall\":" + rate(transactions, static_cast<std::int64_t>(active.size())) +
           ",\"per_registered_stall\":" + rate(transactions, stalls) + "}";
}

}  // namespace choqr::simulator::test
