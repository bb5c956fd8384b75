// Our Standard Webhooks behind two commands, one per line, for interop.mjs to talk to:
//   sign SECRET ID SECONDS BODY            -> the signature
//   verify SECRET ID SECONDS SIGNATURES BODY -> believed | refused
// SIGNATURES and BODY are base64; SECONDS is also the time at which verify judges.
#include <iostream>
#include <sstream>

#include "base/encoding.hpp"
#include "connectors/standard_webhooks.hpp"

using namespace choqr;
using namespace choqr::connectors;

namespace {

std::string field(std::istream& line) {
    std::string word;
    line >> word;
    return word;
}

std::string sign(std::istream& line) {
    const StandardWebhooks webhooks{"peer", {field(line)}};
    const auto id = field(line);
    const auto seconds = std::stoll(field(line));
    return webhooks.sign(id, seconds, from_base64(field(line)).value());
}

std::string verify(std::istream& line) {
    const StandardWebhooks webhooks{"peer", {field(line)}};
    const auto id = field(line);
    const auto seconds = field(line);
    const auto signatures = from_base64(field(line)).value();
    const auto body = from_base64(field(line)).value();
    const std::vector<Field> headers{
        {"webhook-id", id}, {"webhook-timestamp", seconds}, {"webhook-signature", signatures}};
    const auto rejected =
        webhooks.check({"POST", headers, {}, body}, Instant{std::chrono::seconds{std::stoll(seconds)}});
    return rejected ? "refused" : "believed";
}

}  // namespace

int main() {
    for (std::string text; std::getline(std::cin, text);) {
        std::istringstream line{text};
        std::cout << (field(line) == "sign" ? sign(line) : verify(line)) << '\n';
    }
}
