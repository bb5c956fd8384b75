#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/header_field.hpp"
#include "base/ids.hpp"
#include "base/sequence.hpp"
#include "base/time.hpp"
#include "merchants/transfer_notice.hpp"

namespace choqr::connectors {

/// A header or query field as it came.
using Field = HeaderField;

/// What a provider sent: views into the connection's buffer, valid during the call. `body` is the raw bytes.
struct ProviderRequest {
    std::string_view method;
    std::span<const Field> headers;
    std::string_view query;  ///< Raw, without '?'.
    std::string_view body;
};

/// The provider's own answer, ready to send.
struct ProviderAnswer {
    int status = 200;
    std::string_view content_type = "application/json";
    std::string body;
    std::optional<int> retry_after_s;
};

/// Why a request is not a notice. Everything but `malformed` is found before the body is parsed.
enum class Rejection {
    unauthenticated,  ///< Missing, wrong, repeated or too old a signature.
    repeated_header,  ///< A signature or timestamp header stands twice: nobody can say which counts.
    unsupported_content_type,
    unsupported_encoding,  ///< A Content-Encoding: the signed bytes are not the parsed ones.
    malformed,             ///< Authentic, but not a notice of this provider.
    invalid_amount,        ///< Authentic, but not a whole number of dong in range (422).
};
struct Rejected {
    Rejection why = Rejection::malformed;
    std::string detail;  ///< One English sentence that names the field; no secrets, no bytes of the body.
};

/// What the book said; the connector puts it into the provider's words.
enum class OutcomeKind { recorded, exists, conflict, accepted_without_record, busy, unavailable };
struct NoticeOutcome {
    OutcomeKind kind = OutcomeKind::unavailable;
    Sequence sequence;
    bool matched = false;
};

using Opened = std::variant<std::vector<merchants::TransferNotice>, Rejected>;

/// Proof that a request's authentication was checked. Only a Verifier can make one, so a connector that
/// parses without verifying does not compile.
class Authentic {
public:
    const ProviderRequest& request() const { return *request_; }
    /// When it was checked: the booking time of a notice whose provider left it out.
    Instant checked_at() const { return checked_at_; }

private:
    friend class Verifier;
    Authentic(const ProviderRequest& request, Instant checked_at)
        : request_{&request}, checked_at_{checked_at} {}
    const ProviderRequest* request_;
    Instant checked_at_;
};

/// Checks the provider's signature over the raw bytes. Constant after construction; any thread.
class Verifier {
public:
    virtual ~Verifier() = default;
    std::variant<Authentic, Rejected> verify(const ProviderRequest& request, Instant now) const {
        if (auto rejected = check(request, now)) return *std::move(rejected);
        return Authentic{request, now};
    }

private:
    virtual std::optional<Rejected> check(const ProviderRequest& request, Instant now) const = 0;
};

/// A stateless translator between one provider's words and ours. Constant after construction; any thread;
/// pure.
class Connector {
public:
    /// A connector without a verifier cannot be built.
    explicit Connector(std::unique_ptr<const Verifier> verifier);
    virtual ~Connector() = default;

    /// Checks the signature, and only then parses.
    Opened open(const ProviderRequest& request, Instant now) const;
    /// Only called once the outcome is durable: after this the provider may forget the notice.
    virtual ProviderAnswer acknowledge(const NoticeOutcome& outcome) const = 0;
    virtual ProviderAnswer refuse(const Rejected& rejected) const = 0;

private:
    virtual Opened parse(const Authentic& request) const = 0;
    std::unique_ptr<const Verifier> verifier_;
};

}  // namespace choqr::connectors
