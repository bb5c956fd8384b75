#include "http_client/errc.hpp"

#include <string>

namespace choqr::world {
namespace {

std::string sentence_of(http_errc value) {
    switch (value) {
        case http_errc::bad_url:
            return "this is no http:// or https:// address";
        case http_errc::name_not_found:
            return "this name has no address";
        case http_errc::not_connected:
            return "nobody listens there, or there is no way to it";
        case http_errc::connect_timed_out:
            return "it did not take the connection in time";
        case http_errc::certificate_unknown:
            return "the certificate is its own or of an issuer that this machine does not trust";
        case http_errc::certificate_expired:
            return "the certificate has expired or is not valid yet; is this machine's clock right?";
        case http_errc::certificate_of_another_host:
            return "the certificate is another host's";
        case http_errc::tls_failed:
            return "no secure connection could be agreed on";
        case http_errc::write_timed_out:
            return "it did not take the request in time";
        case http_errc::read_timed_out:
            return "it did not answer in time";
        case http_errc::cut_off:
            return "the connection ended in the middle of the answer";
        case http_errc::not_http:
            return "what it answers is not HTTP";
        case http_errc::too_large:
            return "the answer is larger than is taken";
        case http_errc::too_many_redirects:
            return "it points elsewhere again and again";
    }
    return "unknown";
}

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class HttpCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.http_client"; }
    std::string message(int value) const override { return sentence_of(static_cast<http_errc>(value)); }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& http_category() {
    static const HttpCategory category;
    return category;
}

}  // namespace choqr::world
