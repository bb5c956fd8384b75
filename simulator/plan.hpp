#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "simulator/mangle.hpp"
#include "simulator/options.hpp"

namespace choqr::simulator {

/// A stall as a customer sees it: what its QR picture says.
struct Stand {
    std::string stall_id;
    std::string bin;
    std::string account;
    std::string memo;  ///< The transfer text that the code asks for.
};

struct Payment {
    std::string reference;  ///< The provider's id, as it stands in GET /v1/transfers.
    std::size_t stand = 0;
    std::int64_t amount = 0;  ///< Whole dong.
    Delivered delivered;
    Instant booked_at;
    std::string payer_bin;
    std::string payer_account;
    std::string payer_name;
};

enum class JobKind { tell, forge, garbage };

/// One notice to send until somebody answers. Several may tell the same payment.
struct Job {
    JobKind kind = JobKind::tell;
    std::size_t payment = 0;
};

/// A day's work, all of it known before the first notice is sent.
struct Plan {
    std::vector<Payment> payments;
    std::vector<Job> jobs;   ///< In the order in which they begin.
    std::size_t copies = 0;  ///< Jobs beyond the first for a payment.
    std::size_t forged = 0;
    std::size_t garbage = 0;
};

struct Span {
    Instant from;
    Instant to;
};

/// Which of `count` stalls (in a stable order) are paid at, the busiest first: `options.active_stalls` of
/// them, or all, but at most 200 then, so that reading pictures stays short.
std::vector<std::size_t> choose_active(const Options& options, std::size_t count);

/// The same seed, stands, faults and count give the same payments: stalls, amounts, texts and order. Each of
/// `stands` (the busiest first) is paid at least once if there are payments enough. `run` goes into the
/// references, and `open` is when the money was booked.
Plan make_plan(const Options& options, const std::vector<Stand>& stands, std::uint64_t run, Span open);

/// The reference of the `number`-th payment of a run, from 0. Forged ones are numbered from `forged_from`.
std::string reference_of(const Options& options, std::uint64_t run, std::size_t number);
inline constexpr std::size_t forged_from = 900'000;

/// The part of `now`'s business day in which a market sells: from five hours after its beginning, or its last
/// half hour if that is more.
Span opening_hours(Instant now, std::chrono::minutes cutoff);

}  // namespace choqr::simulator
