#pragma once

#include <optional>

#include "book/fields.hpp"
#include "book/requests/commands.hpp"
#include "merchants/places.hpp"

namespace choqr::book {

template <>
struct Fields<merchants::PaymentRequest> {
    using Asked = merchants::PaymentRequest;
    static constexpr auto list = std::tuple{field("payment_request_id", &Asked::id),
                                            field("stall_id", &Asked::stall),
                                            field("amount", &Asked::amount),
                                            field("description", &Asked::description),
                                            field("reference_code", &Asked::reference_code),
                                            field("opened_at", &Asked::opened_at, {.hidden = true}),
                                            field("expires_at", &Asked::expires_at),
                                            field("received", &Asked::received, {.hidden = true}),
                                            field("status", &Asked::status, {.hidden = true}),
                                            field("trial", &Asked::trial)};
};

struct PaymentRequestOpened {
    merchants::PaymentRequest request;  ///< description (personal: people write names into it)
    std::optional<VendorId> owner{};
};
template <>
struct Fields<PaymentRequestOpened> {
    static constexpr auto list =
        std::tuple{field("request", &PaymentRequestOpened::request, {.inlined = true}),
                   field("owner", &PaymentRequestOpened::owner, {.hidden = true})};
};

struct PaymentRequestExpired {
    PaymentRequestId request;
};
template <>
struct Fields<PaymentRequestExpired> {
    static constexpr auto list = std::tuple{field("payment_request_id", &PaymentRequestExpired::request)};
};

struct PaymentRequestCancelled {
    PaymentRequestId request;
};
template <>
struct Fields<PaymentRequestCancelled> {
    static constexpr auto list = std::tuple{field("payment_request_id", &PaymentRequestCancelled::request)};
};

}  // namespace choqr::book
