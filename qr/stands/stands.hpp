#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace choqr::stands {

/// What one printed stand shows. Texts are UTF-8 in NFC, as base's to_label() gives them; empty ones are left
/// out.
struct Stand {
    std::string market;        ///< "Chợ Hùng Sơn".
    std::string stall_code;    ///< "B-12".
    std::string vendor;        ///< "Cô Lan", how the market calls the vendor.
    std::string goods;         ///< "rau củ".
    std::string payload;       ///< What the QR code says; from qr::encode().
    std::string account_name;  ///< "NGUYEN THI LAN", as the payer's app will show it.
    std::string bank;          ///< In words: "MBBank – Ngân hàng TMCP Quân đội".
    std::string last_four;     ///< Of the account number; printed large, because buyers compare it.
    std::string phone;         ///< Of a wallet account: printed in full beside the bank.
    std::string human_code;    ///< "H7K4".
    std::string printed;       ///< Month of print: "11/2026".
    int version = 1;           ///< Counts up when account name or bank change.
    std::uint32_t colour = 0;  ///< The market's, 0xRRGGBB, behind its name; 0: none. Rolls have none.
    bool trial =
        false;  ///< Of a trial ledger: says THỬ beside the stall's number, and that it is no real money.
};

/// On A4 paper, which is what a market's printer holds, but for the rolls of receipt printers. No module of a
/// code lies nearer to the paper's edge than `unprintable_mm`.
enum class Layout {
    a6,       ///< Table stands, two a sheet: fold in the middle, cut between; the same on both sides.
    a5,       ///< One table stand a sheet, lying, the same on both sides.
    a4,       ///< A poster.
    sheet8,   ///< Eight stickers of 105 × 74 mm.
    sheet24,  ///< Twenty-four stickers of 70 × 37 mm.
    roll58,   ///< One a page, for paper 58 mm wide of which 48 are printed on.
    roll80,   ///< The same for 80 mm, of which 72 are.
};
/// What laser printers leave white at each edge of the paper.
inline constexpr double unprintable_mm = 6.35;
std::optional<Layout> parse_layout(std::string_view text);
/// How many stands one sheet holds.
std::size_t stands_per_sheet(Layout layout);

struct Options {
    Layout layout = Layout::a6;
    std::string logo_png;  ///< The market's own; none if empty.
    /// Called after each stand with how many are done; for a progress bar. May be empty.
    std::function<void(std::size_t)> on_progress;
};

enum class Problem {
    none,
    no_stands,
    payload_unfit,  ///< The text of a stand is empty or too long for a QR symbol; `index` says whose.
    logo_unreadable,
    drawing_failed,  ///< Cairo ran out of memory or found no font.
};
std::string_view text_of(Problem problem);

struct Pdf {
    std::string bytes;  ///< Empty if there is a problem.
    Problem problem = Problem::none;
    std::size_t index = 0;
};

/// The characters of its texts that no font of this machine has: the stand is printed without them.
std::vector<std::string> unprintable(const Stand& stand);

/// A PDF of all stands in the given order (the caller sorts by aisle): real text, embedded fonts, black and
/// white but for the market's colour. The same stands give the same bytes.
Pdf make_pdf(std::span<const Stand> stands, const Options& options);

/// The same on a roll (Layout::roll58, roll80) as what a receipt printer takes by its port: ESC/POS, 8 dots a
/// millimetre, one raster image and a cut for each stand. `bytes` of the answer are that.
Pdf make_escpos(std::span<const Stand> stands, const Options& options);

}  // namespace choqr::stands
