#include "book_json/stall_json.hpp"

#include <cstdio>

#include "book/words.hpp"
#include "merchants/bank_directory.hpp"
#include "qr/payload.hpp"

namespace choqr::book {
namespace {

void write(json::Writer& json, const merchants::Account& account) {
    json.begin_object()
        .field("bin", account.bin.text())
        .field("bank", merchants::bank_display_name(account.bin));
    json.field("account_number", account.number.text())
        .field("account_name", account.name)
        .field("kind", name_of(account.kind));
    json.end_object();
}

void write(json::Writer& json, const merchants::Vendor& vendor) {
    json.begin_object().field("id", vendor.id.text()).field("name", vendor.name).field("phone", vendor.phone);
    json.field("kind", name_of(vendor.kind)).end_object();
}

void write_vendor(json::Writer& json, const std::optional<merchants::Vendor>& vendor) {
    json.key("vendor");
    if (vendor)
        write(json, *vendor);
    else
        json.null();
}

}  // namespace

void write_place_members(json::Writer& json, const merchants::Stall& stall, bool registered) {
    json.field("id", stall.id.text())
        .field("market_id", stall.market.text())
        .field("kind", name_of(stall.kind));
    json.field("code", stall.code)
        .field("zone", stall.zone)
        .field("goods", stall.goods)
        .field("status", name_of(stall.status));
    json.field("registered", registered).field("stall_code", stall.transfer_code.text());
    json.field("short_code", stall.transfer_code.heart());
}

void write_members(json::Writer& json, const merchants::Stall& stall) {
    write_place_members(json, stall, stall.registered());
    write_vendor(json, stall.vendor);
    json.key("accounts").begin_array();
    for (const auto& account : stall.accounts) write(json, account);
    const auto version = stall.stand.version;
    json.end_array()
        .field("qr_payload", stand_payload(stall))
        .field("stand_version", version == 0 ? std::nullopt : std::optional{std::int64_t{version}});
}

void write_as_told(json::Writer& json, const merchants::Stall& stall) {
    json.begin_object();
    write_members(json, stall);
    json.end_object();
}

std::optional<std::string> stand_payload(const merchants::Stall& stall) {
    if (!stall.can_be_shown()) return std::nullopt;
    const auto& account = stall.accounts.front();
    qr::PaymentCode code{account.bin, account.number.text()};
    code[qr::Field::purpose] = stall.transfer_code.text();
    const auto payload = qr::encode(code);
    return payload ? std::optional{*payload} : std::nullopt;
}

std::string format_cutoff(std::chrono::minutes cutoff) {
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(cutoff.count() / 60 % 24),
                  static_cast<int>(cutoff.count() % 60));
    return text;
}

}  // namespace choqr::book
