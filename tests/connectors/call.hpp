// A small language for requests to connectors: signed as a provider would, then bent by the test.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "connectors/connector.hpp"
#include "connectors/registry.hpp"
#include "connectors/sepay/sepay.hpp"
#include "connectors/simwallet/simwallet.hpp"

namespace choqr::connectors::test {

inline const std::string whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
inline const std::string sepay_secret = "sepay_dev_secret_Zk81mQ";
inline const std::string sepay_key = "SEPAY_APIKEY_DEV_1";
inline constexpr std::int64_t moment = 1'791'430'000;

inline Instant at(std::int64_t unix_seconds) { return Instant{std::chrono::seconds{unix_seconds}}; }

struct Call {
    std::string method = "POST";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::int64_t now = moment;

    Call& set(const std::string& name, const std::string& value) {
        for (auto& header : headers)
            if (header.first == name) return header.second = value, *this;
        return add(name, value);
    }
    Call& add(const std::string& name, const std::string& value) {
        headers.emplace_back(name, value);
        return *this;
    }
    Call& remove(const std::string& name) {
        std::erase_if(headers, [&](const auto& header) { return header.first == name; });
        return *this;
    }
    Opened to(const Connector& connector) const {
        std::vector<Field> fields;
        for (const auto& [name, value] : headers) fields.push_back({name, value});
        return connector.open({method, fields, {}, body}, at(now));
    }
};

inline Call simwallet_call(std::string body, std::int64_t signed_at = moment,
                           const std::string& id = "msg_1") {
    Call call;
    call.set("content-type", "application/json")
        .set("webhook-id", id)
        .set("webhook-timestamp", std::to_string(signed_at));
    call.set("webhook-signature", StandardWebhooks{"test", {whsec}}.sign(id, signed_at, body));
    call.body = std::move(body);
    return call;
}

inline Call sepay_call(std::string body, const std::string& type = "application/json",
                       std::int64_t signed_at = moment) {
    Call call;
    call.set("Content-Type", type).set("X-SePay-Timestamp", std::to_string(signed_at));
    call.set("X-SePay-Signature", sign_sepay(sepay_secret, signed_at, body));
    call.body = std::move(body);
    return call;
}

inline Call apikey_call(std::string body, const std::string& authorization = "Apikey " + sepay_key) {
    Call call;
    call.set("Content-Type", "application/json").set("Authorization", authorization);
    call.body = std::move(body);
    return call;
}

inline std::unique_ptr<const Connector> simwallet() {
    return make_connector({"wallet", "simwallet", {{"secret", {whsec}}}});
}
inline std::unique_ptr<const Connector> sepay() {
    return make_connector({"sepay-main", "sepay", {{"auth", {"hmac"}}, {"secret", {sepay_secret}}}});
}
inline std::unique_ptr<const Connector> sepay_apikey() {
    return make_connector({"sepay-key", "sepay", {{"auth", {"apikey"}}, {"api_key", {sepay_key}}}});
}

/// "notice", or why not.
inline std::string word(const Opened& opened) {
    const auto* rejected = std::get_if<Rejected>(&opened);
    if (rejected == nullptr) return "notice";
    switch (rejected->why) {
        case Rejection::unauthenticated:
            return "unauthenticated";
        case Rejection::repeated_header:
            return "repeated_header";
        case Rejection::unsupported_content_type:
            return "unsupported_content_type";
        case Rejection::unsupported_encoding:
            return "unsupported_encoding";
        case Rejection::malformed:
            return "malformed";
        case Rejection::invalid_amount:
            return "invalid_amount";
    }
    return "?";
}
inline bool believed(const Opened& opened) {
    return word(opened) != "unauthenticated" && word(opened) != "repeated_header";
}

inline const merchants::TransferNotice& notice(const Opened& opened) {
    return std::get<std::vector<merchants::TransferNotice>>(opened).front();
}

}  // namespace choqr::connectors::test
