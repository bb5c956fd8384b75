#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bin.hpp"
#include "qr/payload.hpp"

// The image interfaces that Vietnamese developers already call, as pure functions: what was asked in, bytes
// out. Routes only carry them. All lead to the same payload.
namespace choqr::pictures {

/// What the pictures need to know of a bank. The directory itself belongs to merchants.
struct Bank {
    Bin bin;
    std::string code;
    std::string short_name;
    std::string name;
    std::optional<std::string> swift;
    std::optional<bool> transfer_supported;
    std::optional<bool> lookup_supported;
};
/// By BIN, short name or code; nothing if unknown.
using FindBank = std::function<std::optional<Bank>(std::string_view)>;

/// Names and values of a query, decoded.
using Query = std::vector<std::pair<std::string, std::string>>;

/// An HTTP answer without HTTP.
struct Answer {
    int status = 200;
    std::string content_type;
    std::string body;
    std::string entity_tag;  ///< With quotation marks; empty if the answer is not to be cached.
    std::string attachment;  ///< A file name if the caller asked for a download.
};

/// GET /image/{bank}-{account}-{template}.{png|jpg|svg}?amount&addInfo&accountName. `file` is the part after
/// "/image/", decoded. Split at the first and the last hyphen. Unknown parameters are ignored.
Answer answer_image(std::string_view file, const Query& query, const FindBank& find_bank);

/// GET /{bank}/{account}/{amount}/{memo}/{template}.{png|jpg}?accountName, the older form that npm vietqr
/// builds. Empty amount and memo are none.
struct LegacyPath {
    std::string bank, account, amount, memo, file;
};
Answer answer_legacy_image(const LegacyPath& path, const Query& query, const FindBank& find_bank);

/// GET /img?acc&bank&amount&des&template&download. `template` is "qronly", "compact" or one of the names
/// above; none is compact2. A PNG.
Answer answer_img(const Query& query, const FindBank& find_bank);

/// GET /v2/banks.
Answer answer_banks(std::span<const Bank> banks);
/// GET /v2/template.
Answer answer_templates();

/// POST /v2/generate: JSON with accountNo, accountName, acqId, amount, addInfo, format, template; numbers may
/// be strings. Refusals have the interface's own form, {"code":"…","desc":"…","data":null}, with HTTP status
/// 200 for a code but 400 for a text that is no JSON.
Answer answer_generate(std::string_view json, const FindBank& find_bank);

/// POST /v1/qr/decode for a payload: JSON as `choqr qr decode` prints it. Always 200: an unreadable code is
/// an answer.
Answer answer_decode(std::string_view payload, qr::Strictness strictness, const FindBank& find_bank);

/// The JSON of answer_decode and of the command line.
std::string decoded_json(std::string_view payload, qr::Strictness strictness, const FindBank& find_bank);
/// The JSON for a picture in which no code was found.
std::string nothing_found_json();

}  // namespace choqr::pictures
