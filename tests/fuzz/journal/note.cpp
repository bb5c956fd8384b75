#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "journal/checkpoint.hpp"
#include "journal/proof.hpp"
#include "journal/tiles.hpp"

// Notes, checkpoints, receipts and tile paths come from strangers: what is read is written back to the same
// bytes, and nothing is taken for signed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace choqr::journal;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto demand = [](bool holds) {
        if (!holds) std::abort();
    };
    // A key whose secret half nobody has: thirty-two bytes from nowhere.
    constexpr std::array<std::uint8_t, 32> nobody{7, 7, 7};
    const auto key = VerifierKey::of("nobody.example", SignatureKind::log, nobody);

    if (const auto checkpoint = Checkpoint::parse(text)) demand(checkpoint->text() == text);
    if (const auto path = TilePath::parse(text)) demand(path->text() == text);
    if (const auto parsed = VerifierKey::parse(text)) demand(parsed->text() == text);
    if (const auto note = Note::parse(text)) demand(!is_signed_by(*note, {&key, 1}));
    if (const auto receipt = Receipt::parse(text)) {
        demand(receipt->text() == text);
        demand(check_receipt(*receipt, key.name(), {&key, 1}) == ReceiptVerdict::checkpoint_not_signed);
    }
    return 0;
}
