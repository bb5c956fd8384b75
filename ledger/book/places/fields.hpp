#pragma once

#include "book/fields.hpp"
#include "merchants/places.hpp"

// What the places of `merchants` consist of.
namespace choqr::book {

template <>
struct Fields<merchants::ColumnMeaning> {
    using Column = merchants::ColumnMeaning;
    static constexpr auto list =
        std::tuple{field("heading", &Column::heading), field("column", &Column::column)};
};

template <>
struct Fields<merchants::Market> {
    using Market = merchants::Market;
    static constexpr auto list = std::tuple{field("id", &Market::id),
                                            field("name", &Market::name),
                                            field("code", &Market::code),
                                            field("province", &Market::province),
                                            field("commune", &Market::commune),
                                            field("business_day_cutoff", &Market::business_day_cutoff),
                                            field("watch_days", &Market::watch_period),
                                            field("stalls_max", &Market::stalls_max),
                                            field("payee_delay_hours", &Market::payee_delay),
                                            field("kind", &Market::kind),
                                            field("colour", &Market::colour),
                                            field("columns", &Market::columns)};
};

template <>
struct Fields<merchants::Vendor> {
    using Vendor = merchants::Vendor;
    static constexpr auto list = std::tuple{field("id", &Vendor::id), field("kind", &Vendor::kind),
                                            field("name", &Vendor::name), field("phone", &Vendor::phone)};
};

template <>
struct Fields<merchants::Account> {
    using Account = merchants::Account;
    static constexpr auto list =
        std::tuple{field("kind", &Account::kind), field("bin", &Account::bin),
                   field("account_number", &Account::number), field("account_name", &Account::name)};
};

template <>
struct Fields<merchants::StandState> {
    using Stand = merchants::StandState;
    static constexpr auto list = std::tuple{field("version", &Stand::version),
                                            field("since", &Stand::since),
                                            field("account_version", &Stand::account_version),
                                            field("printed", &Stand::printed),
                                            field("printed_bank", &Stand::printed_bank),
                                            field("handed_over", &Stand::handed_over)};
};

template <>
struct Fields<merchants::Consent> {
    using Consent = merchants::Consent;
    static constexpr auto list =
        std::tuple{field("status", &Consent::status), field("version", &Consent::version),
                   field("since", &Consent::since), field("at", &Consent::at)};
};

template <>
struct Fields<merchants::Visit> {
    using Visit = merchants::Visit;
    static constexpr auto list = std::tuple{field("outcome", &Visit::outcome),
                                            field("reason", &Visit::reason), field("at", &Visit::at)};
};

template <>
struct Fields<merchants::Stall> {
    using Stall = merchants::Stall;
    static constexpr auto list = std::tuple{field("id", &Stall::id),
                                            field("market_id", &Stall::market),
                                            field("kind", &Stall::kind),
                                            field("status", &Stall::status),
                                            field("code", &Stall::code),
                                            field("zone", &Stall::zone),
                                            field("goods", &Stall::goods),
                                            field("stall_code", &Stall::transfer_code),
                                            field("vendor", &Stall::vendor),
                                            field("accounts", &Stall::accounts),
                                            field("stand", &Stall::stand, {.hidden = true}),
                                            field("consent", &Stall::consent, {.hidden = true}),
                                            field("visit", &Stall::visit, {.hidden = true})};
};

}  // namespace choqr::book
