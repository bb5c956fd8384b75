#pragma once

#include <stdlib.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "access/tokens.hpp"
#include "app/application.hpp"
#include "base/encoding.hpp"
#include "connectors/standard_webhooks.hpp"
#include "support/catch.hpp"

// The whole gateway in this process, over a directory of its own, on a port of its own; reached only over
// HTTP.
namespace choqr::gateway_test {

using Json = nlohmann::json;
using Fields = std::vector<std::pair<std::string, std::string>>;

struct Answer {
    int status = 0;
    std::string head, body;
    Json json() const { return Json::parse(body, nullptr, false); }
    bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
};

inline const std::string wallet_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class House {
public:
    /// `trial`: no money in its ledger is real.
    explicit House(bool demo_wallet = false, bool trial = false) : directory_{make_directory()} {
        gateway::set_log_level(gateway::LogLevel::error);
        gateway::Ledger::create(directory_, random_);
        if (trial) mark_trial();
        start(demo_wallet, true);
    }
    ~House() {
        stop();
        std::filesystem::remove_all(directory_);
    }

    void stop() {
        if (!application_) return;
        application_->stop();
        application_->join();
        application_.reset();
        ledger_.reset();
    }
    void restart() {
        stop();
        start(false, false);
    }

    std::string raw(const std::string& bytes) const {
        boost::asio::io_context io;
        boost::asio::ip::tcp::socket socket{io};
        socket.connect({boost::asio::ip::address_v4::loopback(), application_->port()});
        timeval limit{5, 0};
        ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        boost::system::error_code ignored;
        boost::asio::write(socket, boost::asio::buffer(bytes), ignored);
        std::string text;
        boost::asio::read(socket, boost::asio::dynamic_buffer(text), ignored);
        return text;
    }

    Answer call(const std::string& method, const std::string& path, const std::string& bearer,
                const std::string& body = {}, Fields fields = {}) const {
        std::string request =
            method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n";
        if (!bearer.empty()) request += "Authorization: Bearer " + bearer + "\r\n";
        if (!body.empty() && fields.empty()) fields.emplace_back("Content-Type", "application/json");
        for (const auto& [name, value] : fields) request += name + ": " + value + "\r\n";
        if (!body.empty() || method == "POST" || method == "PATCH")
            request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        const auto text = raw(request + "\r\n" + body);
        Answer answer;
        const auto end = text.find("\r\n\r\n");
        answer.head = text.substr(0, end);
        if (end != std::string::npos) answer.body = text.substr(end + 4);
        if (text.size() > 12) answer.status = std::stoi(text.substr(9, 3));
        return answer;
    }
    Answer get(const std::string& path, const std::string& bearer) const { return call("GET", path, bearer); }
    Answer post(const std::string& path, const Json& body, const std::string& bearer,
                Fields fields = {}) const {
        if (!fields.empty()) fields.emplace_back("Content-Type", "application/json");
        return call("POST", path, bearer, body.dump(), std::move(fields));
    }
    Json made(const std::string& path, const Json& body) const {
        const auto answer = post(path, body, token);
        INFO(path << " " << answer.body);
        REQUIRE(answer.status == 201);
        return answer.json();
    }

    Json market(const std::string& code) const {
        return made("/v1/markets",
                    {{"name", "Chợ " + code}, {"code", code}, {"province", "Lào Cai"}, {"commune", "Sa Pa"}});
    }
    Json stall(const Json& market, const std::string& code, const std::string& account) const {
        return made(
            "/v1/markets/" + market["id"].get<std::string>() + "/stalls",
            {{"code", code},
             {"zone", "Rau"},
             {"goods", "rau củ"},
             {"vendor", {{"name", "Cô Lan"}, {"kind", "person"}}},
             {"accounts",
              {{{"bin", "970436"}, {"account_number", account}, {"account_name", "NGUYEN THI LAN"}}}}});
    }
    std::string new_token(const Json& about) const { return made("/v1/tokens", about)["token"]; }

    /// A phone that was paired, as the operator lets it be.
    struct Phone {
        std::string id, cookie, secret;  ///< "choqr-device-st17=choqr_…", "choqr_…".
    };
    Phone paired(const Json& stall, const std::string& role, const std::string& name = "Máy thử",
                 const std::string& cookie = {}) const {
        const auto shown =
            made("/v1/stalls/" + stall["id"].get<std::string>() + "/pairing", {{"role", role}});
        return take(pair(shown["code"], name, cookie));
    }
    Answer pair(const std::string& code, const std::string& name, const std::string& cookie = {},
                Fields fields = {{"Sec-Fetch-Site", "same-origin"}}) const {
        if (!cookie.empty()) fields.emplace_back("Cookie", cookie);
        return post("/v1/pair", {{"code", code}, {"name", name}}, "", std::move(fields));
    }
    /// What a browser keeps of the answer.
    static Phone take(const Answer& answer) {
        INFO(answer.head << answer.body);
        REQUIRE(answer.status == 201);
        constexpr std::string_view field = "Set-Cookie: ";
        auto cookie = answer.head.substr(answer.head.find(field) + field.size());
        cookie = cookie.substr(0, cookie.find(';'));
        return {answer.json()["id"], cookie, cookie.substr(cookie.find('=') + 1)};
    }

    Json notice(const std::string& id, const std::string& content, std::int64_t amount = 45'000) const {
        return {{"transaction_id", id}, {"direction", "in"},
                {"bin", "970436"},      {"account_number", "0099999999"},
                {"amount", amount},     {"currency", "VND"},
                {"content", content},   {"booked_at", format_rfc3339(clock_.now())}};
    }
    Answer send(const Json& notice) const {
        const auto body = notice.dump();
        const auto seconds =
            std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
        const connectors::StandardWebhooks signer{"simwallet", {wallet_secret}};
        return call("POST", "/v1/providers/simwallet/notices", "", body,
                    {{"Content-Type", "application/json"},
                     {"webhook-id", "msg_1"},
                     {"webhook-timestamp", std::to_string(seconds)},
                     {"webhook-signature", signer.sign("msg_1", seconds, body)}});
    }

    const std::string& folder() const { return directory_; }  ///< Of its ledger.
    std::uint16_t port() const { return application_->port(); }
    gateway::Api& api() { return application_->api(); }
    std::string today() const { return format_day(business_day(clock_.now(), std::chrono::minutes{0})); }

    std::string token;
    std::string host = "test";  ///< As callers write it.

private:
    static std::string make_directory() {
        std::string name = "/tmp/choqr-gateway-test-XXXXXX";
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        return name + "/ledger";
    }
    void mark_trial() {
        gateway::Ledger ledger{directory_, random_, clock_, gateway::Ledger::Options{}};
        REQUIRE(ledger.carry_out({book::MarkLedgerTrial{}, "init", std::nullopt}).has_value());
    }
    void start(bool demo_wallet, bool with_token) {
        ledger_.emplace(directory_, random_, clock_, gateway::Ledger::Options{});
        if (with_token) {
            token = gateway::make_token(random_);
            book::IssueToken issue;
            issue.role = book::Role::operator_;
            issue.token_hash = gateway::hash_of_token(token);
            const auto issued = ledger_->carry_out({issue, "init", std::nullopt});
            REQUIRE(issued.has_value());
        }
        auto config = gateway::read_config(
            Json{{"feeds", {{"simwallet", {{"connector", "simwallet"}, {"secret", wallet_secret}}}}},
                 {"demo_wallet", demo_wallet}}
                .dump(),
            "test.json");
        config.port = 0;
        application_.emplace(*ledger_, config, clock_, random_, CHOQR_PROGRAM);
        REQUIRE(application_->start().has_value());
    }

    world::SystemRandom random_;
    world::SystemClock clock_;
    std::string directory_;
    std::optional<gateway::Ledger> ledger_;
    std::optional<gateway::Application> application_;
};

}  // namespace choqr::gateway_test
