#pragma once

#include "access/accounts.hpp"
#include "access/known_browsers.hpp"
#include "access/login_guesses.hpp"
#include "access/session_cookies.hpp"
#include "access/sessions_seen.hpp"
#include "access/tickets.hpp"

namespace choqr::gateway {

/// What a gateway has for people with an account. Any thread.
struct People {
    People(Accounts& of_ledger, const SessionCookies::Key& key, bool by_tls, const world::Clock& clock,
           world::Random& random)
        : accounts{of_ledger},
          cookies{key, by_tls},
          known_browsers{key, by_tls},
          guesses_of_account{clock, guesses_of_account_max},
          guesses_from_network{clock, guesses_from_network_max},
          guesses_of_code{clock, guesses_of_code_max},
          tickets{random} {}

    static constexpr std::size_t guesses_of_account_max = 10;
    static constexpr std::size_t guesses_from_network_max = 50;  ///< A market's office has one address.
    static constexpr std::size_t guesses_of_code_max = 5;  ///< Of one person, who has shown their password.

    Accounts& accounts;
    const SessionCookies cookies;
    const KnownBrowsers known_browsers;
    LoginGuesses guesses_of_account;
    LoginGuesses guesses_from_network;
    LoginGuesses guesses_of_code;
    Tickets tickets;
    SessionsSeen seen{};
};

}  // namespace choqr::gateway
