#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "access/principal.hpp"
#include "base/hash.hpp"
#include "book/book.hpp"
#include "following/consumer.hpp"

namespace choqr::gateway {

/// Everybody who may call, by the hash of their secret: follows the journal, in memory, and waits for no
/// report. Some 300 bytes for each token that is valid. Any thread but where said.
///
/// Somebody who was looked up and then revoked must not act on what was found: each revocation begins a new
/// generation, and whoever acts later asks is_current().
class Principals final : public following::Consumer {
public:
    /// Begins with what the book knows, and follows from there. Before anything else.
    void begin(const book::Book& book);
    /// Called for each token that ends, on whichever thread ends it. Set before anything else.
    void on_ended(std::function<void(TokenId)> ended) { ended_ = std::move(ended); }

    Sequence position() const override { return Sequence{position_.load()}; }
    Result<void> take(const following::Portion& portion) override;
    bool may_pass(const Error&) const override { return false; }
    bool wants(std::uint16_t type) const override {
        return type == book::number_of<book::TokenIssued> || type == book::number_of<book::TokenRevoked> ||
               type == book::number_of<book::DevicePaired> ||
               type == book::number_of<book::MarketDevicePaired> || is_of_users(type);
    }
    bool reads_personal_data() const override { return false; }

    struct Found {
        std::shared_ptr<const Principal> principal;
        std::uint64_t generation = 0;
        /// By which the person was found; absent for who is found by a secret.
        std::optional<SessionId> session{};
        Instant session_ends_at{};  ///< However it is used.
    };
    /// Nothing if the secret is unknown or was revoked. That its time has passed is for the caller to see.
    std::optional<Found> find(const Hash& secret) const;
    /// A person who is logged in. Nothing if the session is unknown, was ended, or is another's; that its
    /// time has passed is for the caller to see.
    std::optional<Found> find(SessionId session, TokenId user) const;
    /// By its name. Nothing if there is none of it, or it was revoked.
    std::shared_ptr<const Principal> find(TokenId id) const;
    /// Whether who was found then is not revoked by now. Cheap while nobody was.
    bool is_current(const Found& found) const;
    /// Its revocation is durable: it ends now, however far behind the journal this is.
    void revoke(TokenId id);

    /// Ends the streams of those whose time has passed, and a month later knows them no more. Now and then.
    void end_those_that_are_over(Instant now);
    static constexpr std::chrono::days remembered_when_over{31};

    // Of people with an account, as the ledger has them.
    std::optional<book::User> user(TokenId id) const;
    /// Whose invitation has this code.
    std::optional<TokenId> invited_by(const Hash& code_hash, Instant now) const;
    struct OwnSession {
        SessionId id;
        book::Session session;
    };
    std::vector<OwnSession> sessions_of(TokenId user) const;  ///< The newest first.
    struct OwnPasskey {
        PasskeyId id;
        book::Passkey passkey;
    };
    std::vector<OwnPasskey> passkeys_of(TokenId user) const;  ///< The newest first.
    std::optional<OwnPasskey> passkey_of(std::string_view credential_id) const;

private:
    static bool is_of_users(std::uint16_t type) {
        return (type >= book::number_of<book::UserInvited> && type <= book::number_of<book::SessionEnded>) ||
               (type >= book::number_of<book::OneTimeCodesSet> && type <= book::number_of<book::PasskeyUsed>);
    }
    void take_of_users(const book::RecordedEvent& event);
    struct HashOfHash {
        std::size_t operator()(const Hash& hash) const noexcept {
            return std::hash<std::string_view>{}(hash.bytes());
        }
    };
    void put(Principal principal, const Hash& secret);
    void remove(TokenId id);
    void put_person(TokenId id);

    std::function<void(TokenId)> ended_ = [](TokenId) {};  ///< Constant once begun.
    std::atomic<std::uint64_t> position_{0};
    std::atomic<std::uint64_t> generation_{0};
    mutable std::mutex mutex_;
    // Guarded by mutex_:
    std::unordered_map<Hash, std::shared_ptr<const Principal>, HashOfHash> by_secret_;
    std::unordered_map<TokenId, Hash> secrets_;
    book::Users users_;
    std::unordered_map<TokenId, std::shared_ptr<const Principal>> people_;  ///< Who may log in.
    std::set<std::pair<Instant, TokenId>> ending_;      ///< Who has an end that is to come.
    std::set<std::pair<Instant, TokenId>> ended_ones_;  ///< Whose end has come, and who is still known.
    std::set<TokenId> ended_early_;                     ///< Revoked before their making was read here.
};

}  // namespace choqr::gateway
