#pragma once

#include "access/accounts.hpp"
#include "access/login_guesses.hpp"
#include "access/session_cookies.hpp"

namespace choqr::gateway {

/// What a gateway has for people with an account. Any thread.
struct People {
    People(Accounts& of_ledger, const SessionCookies::Key& key, bool by_tls, const world::Clock& clock)
        : accounts{of_ledger},
          cookies{key, by_tls},
          guesses_of_account{clock, guesses_of_account_max},
          guesses_from_network{clock, guesses_from_network_max} {}

    static constexpr std::size_t guesses_of_account_max = 10;
    static constexpr std::size_t guesses_from_network_max = 50;  ///< A market's office has one address.

    Accounts& accounts;
    const SessionCookies cookies;
    LoginGuesses guesses_of_account;
    LoginGuesses guesses_from_network;
};

}  // namespace choqr::gateway
