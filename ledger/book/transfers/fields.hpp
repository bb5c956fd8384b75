#pragma once

#include "book/fields.hpp"
#include "merchants/matching.hpp"

// What a notice of a transfer consists of: money, in which every telling of it must agree, and its
// description.
namespace choqr::book {

template <>
struct Fields<merchants::Debtor> {
    using Debtor = merchants::Debtor;
    static constexpr auto list = std::tuple{
        field("bin", &Debtor::bin), field("account_number", &Debtor::account_number, {.mask = Mask::account}),
        field("name", &Debtor::name, {.mask = Mask::text})};
};

template <>
struct Fields<merchants::TransferNotice> {
    using Notice = merchants::TransferNotice;
    static constexpr FieldOptions money{.part = Part::money},
        money_masked{.mask = Mask::text, .part = Part::money}, description{.part = Part::description},
        description_masked{.mask = Mask::text, .part = Part::description};
    static constexpr auto list =
        std::tuple{field("provider_reference", &Notice::reference, {.part = Part::description}),
                   field("direction", &Notice::direction, money),
                   field("bin", &Notice::creditor_bin, money),
                   field("account_number", &Notice::creditor_account, money_masked),
                   field("virtual_account", &Notice::virtual_account, money_masked),
                   field("amount", &Notice::amount, money),
                   field("content", &Notice::remittance_information, description_masked),
                   field("booked_at", &Notice::booked_at, money),
                   field("debtor", &Notice::debtor, description),
                   field("reversal_of", &Notice::reversal_of, money),
                   field("bank_reference", &Notice::bank_reference, money_masked),
                   field("as_received", &Notice::as_received, {.hidden = true}),
                   field("test", &Notice::test, {.hidden = true, .part = Part::description}),
                   field("booked_at_told", &Notice::booked_at_told, {.hidden = true})};
};

template <>
struct Fields<merchants::Match> {
    using Match = merchants::Match;
    static constexpr auto list =
        std::tuple{field("match_basis", &Match::basis), field("stall_id", &Match::stall),
                   field("payment_request_id", &Match::request)};
};

}  // namespace choqr::book
