#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/sequence.hpp"
#include "base/time.hpp"

namespace choqr::merchants {

/// What a vendor is asked before others may see who they are. Every version that was ever asked stays here:
/// what somebody said yes to can be read for ever.
struct ConsentText {
    std::uint32_t version = 0;
    std::string_view sha256;  ///< Of `vietnamese`, in hexadecimal: other words need another version.
    std::string_view vietnamese, english;
};

/// In the order of their versions, which count from 1.
std::span<const ConsentText> consent_texts();
/// The one that is asked now.
const ConsentText& consent_text();

enum class ConsentStatus { not_asked, given, withdrawn };

/// How somebody said yes: on a screen, on paper, or aloud before a witness.
enum class ConsentHow { tap, signature, spoken };

/// What a stall's vendor has said of being seen. A "no" is the stall's: it outlasts the vendor's name.
struct Consent {
    ConsentStatus status = ConsentStatus::not_asked;
    std::uint32_t version = 0;  ///< Of the text that was agreed to; 0: none was.
    Instant since{};            ///< Of the yes or the no.
    Sequence at{};              ///< The same, as the event.

    friend bool operator==(const Consent&, const Consent&) = default;
};

}  // namespace choqr::merchants
