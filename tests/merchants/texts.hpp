#pragma once

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/fold.hpp"

// Transfer texts: those that banks really delivered (tests/vectors/content-samples.json) and made-up ones
// like them. Needs CHOQR_SOURCE_DIR.
namespace choqr::merchants::testing {

inline bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
inline std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return lower(c); });
    return text;
}

/// Letters and digits of a text, in small letters, each with its place in the text.
struct Squeezed {
    explicit Squeezed(const std::string& text) {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (is_letter_or_digit(text[i])) {
                letters += lower(text[i]);
                places.push_back(i);
            }
    }
    std::string letters;
    std::vector<std::size_t> places;
};

struct Sample {
    std::string id, reference, delivered;
};

inline std::vector<Sample> incoming_samples() {
    std::ifstream file{CHOQR_SOURCE_DIR "/tests/vectors/content-samples.json"};
    std::vector<Sample> samples;
    for (const auto& entry : nlohmann::json::parse(file)) {
        if (entry["direction"] != "in") continue;
        const auto& reference = entry["original_reference"];
        samples.push_back({entry["id"], reference.is_string() ? reference.get<std::string>() : "",
                           fold_to_ascii(entry["delivered_content"].get<std::string>())});
    }
    return samples;
}

/// The delivered text with `code` where the reference stood. The reference survived whole if all its letters
/// and digits are there in order, whatever was put between them or taken out; what the bank put *into* it is
/// put into the code, at the same part of its length. Nothing if it did not survive.
inline std::optional<std::string> with_code(const Sample& sample, const std::string& code) {
    const Squeezed delivered{sample.delivered}, reference{fold_to_ascii(sample.reference)};
    const auto at = reference.letters.empty() ? std::string::npos : delivered.letters.find(reference.letters);
    if (at == std::string::npos) return std::nullopt;
    const auto count = reference.letters.size();
    std::string written;
    for (std::size_t i = 0, used = 0; i < count; ++i) {
        const auto upto = (i + 1) * code.size() / count;
        written += code.substr(used, upto - used);
        used = upto;
        if (i + 1 == count) break;
        const auto gap_before = reference.places[i + 1] - reference.places[i],
                   gap_after = delivered.places[at + i + 1] - delivered.places[at + i];
        if (gap_before == 1 && gap_after > 1)
            written += sample.delivered.substr(delivered.places[at + i] + 1, gap_after - 1);
    }
    const auto begin = delivered.places[at], end = delivered.places[at + count - 1] + 1;
    return sample.delivered.substr(0, begin) + written + sample.delivered.substr(end);
}

/// Texts as people and banks write them, without a code of ours.
class Texts {
public:
    std::string next() {
        std::string text = pick(before_);
        for (auto words = 1 + chance_() % 6; words > 0; --words) (text += piece()) += pick(between_);
        return text + pick(after_);
    }

private:
    std::string pick(const std::vector<std::string>& from) { return filled(from[chance_() % from.size()]); }

    std::string piece() {
        switch (chance_() % 5) {
            case 0:
                return run(6 + chance_() % 9, "0123456789");
            case 1:
                return run(4 + chance_() % 13, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            case 2:
                return "CH" + run(1 + chance_() % 11, "QRWXQRWXABCDEFGHJKMNPQRSTUVWXYZ23456789");
            default:
                return pick(words_);
        }
    }
    std::string run(std::size_t length, std::string_view from) {
        std::string text;
        while (text.size() < length) text += from[chance_() % from.size()];
        return text;
    }
    /// '#' becomes a digit, '*' a letter or digit.
    std::string filled(std::string text) {
        for (char& c : text) {
            if (c == '#') c = static_cast<char>('0' + chance_() % 10);
            if (c == '*') c = run(1, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")[0];
        }
        return text;
    }

    std::mt19937 chance_{20261122};
    const std::vector<std::string> before_{
        "",
        "",
        "MBVCB.###########.######.",
        "CT DEN:############ ",
        "IBFT ",
        "QR - ",
        "NHAN TU ########## TRACE ###### ND ",
        "TKThe :###########, tai MB. ",
        "######.######.######.",
        "PARTNER.DIRECT_DEBITS_VCB.MSE.###########.########.###########-09########_",
        "SEVQR ",
        "VQR********** ",
        "MOMO-CASHOUT-09########-OQCO********-############ "};
    const std::vector<std::string> after_{
        "",
        "",
        ".CT tu ############# NGUYEN VAN A toi ########## TRAN THI B tai VCB",
        " FT############## Ma giao dich Trace###### Trace ######",
        " GD ************#### ######-##:##:##",
        " -CTLNHIDI###############-1/1-CRE-002",
        " CKN ###### ******** - LE THI CHI",
        "-CHUYEN TIEN-OQCH########-MOMO###########MOMO",
        "; tai Napas"};
    const std::vector<std::string> between_{" ", " ", " ", "", ".", "-", "  ", "/"};
    const std::vector<std::string> words_{"chuyen tien",
                                          "chuyển khoản",
                                          "CHQUAN",
                                          "chú Quý",
                                          "CHỊ RUỘT",
                                          "mua rau",
                                          "mua cá",
                                          "thanh toan",
                                          "tien hang",
                                          "CHR",
                                          "CHQ",
                                          "chợ Rạch Gốc",
                                          "chợ Quán Hàu",
                                          "cảm ơn",
                                          "Nguyễn Thị Hạnh",
                                          "Đặng Văn Quyết",
                                          "ba ký thịt",
                                          "TRA NO",
                                          "tiền điện tháng 11",
                                          "cho thue quay B12",
                                          "CHRISTMAS",
                                          "quay 12",
                                          "A-12",
                                          "20k",
                                          "35.000d"};
};

}  // namespace choqr::merchants::testing
