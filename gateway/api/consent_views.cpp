#include "api/consent_views.hpp"

#include <algorithm>

#include "book/words.hpp"
#include "merchants/bank_directory.hpp"

namespace choqr::gateway {
namespace {

std::optional<std::string> text_of(std::optional<Instant> instant) {
    return instant ? std::optional{format_rfc3339(*instant)} : std::nullopt;
}

}  // namespace

OwnerState owner_state(const std::vector<reports::OwnerConsentRow>& rows, Bin bin,
                       const AccountNumber& number, Instant now) {
    const auto found =
        std::ranges::find_if(rows, [&](const auto& row) { return row.bin == bin && row.number == number; });
    if (found == rows.end()) return {};
    OwnerState state{found->agrees, found->answered_at, {}};
    if (!found->used && now < found->expires_at) state.waiting_until = found->expires_at;
    return state;
}

void write(json::Writer& json, const OwnerState& state) {
    json.begin_object().key("answer");
    if (state.agrees)
        json.text(*state.agrees ? "yes" : "no");
    else
        json.null();
    json.field("answered_at", text_of(state.answered_at));
    json.field("waiting_until", text_of(state.waiting_until)).end_object();
}

void write(json::Writer& json, const merchants::ConsentText& text) {
    json.begin_object().field("version", std::int64_t{text.version}).field("vi", text.vietnamese);
    json.field("en", text.english).field("sha256", text.sha256).end_object();
}

void write(json::Writer& json, const reports::ConsentRow& row) {
    const auto status = row.version ? merchants::ConsentStatus::given : merchants::ConsentStatus::withdrawn;
    json.begin_object().field("at", format_rfc3339(row.at)).field("status", book::name_of(status));
    json.key("version");  // GCC 12 takes an optional made of it for uninitialised.
    row.version ? json.number(std::int64_t{*row.version}) : json.null();
    json.field("how", row.how ? std::optional{book::name_of(*row.how)} : std::nullopt);
    json.field("witness", row.witness ? std::optional{row.witness->text()} : std::nullopt).end_object();
}

void write(json::Writer& json, const reports::ErasureRow& row) {
    json.begin_object().field("requested_at", format_rfc3339(row.at));
    json.field("due_at", format_rfc3339(row.at + erased_within)).end_object();
}

void write_owners(json::Writer& json, const merchants::Stall& stall,
                  const std::vector<reports::OwnerConsentRow>& rows, Instant now) {
    std::uint64_t position = 0;
    json.begin_array();
    for (const auto& account : stall.accounts) {
        json.begin_object().field("position", position++).field("bin", account.bin.text());
        json.field("bank", merchants::bank_display_name(account.bin));
        json.field("last_four", account.number.last_four()).key("owner");
        write(json, owner_state(rows, account.bin, account.number, now));
        json.end_object();
    }
    json.end_array();
}

}  // namespace choqr::gateway
