#pragma once

#include "cli/gateways.hpp"

namespace choqr::gateway {

/// Those of this program: the whole Application.
class OwnGateways final : public Gateways {
public:
    int serve(const Arguments& arguments, const Beside& beside) override;
    std::unique_ptr<LocalGateway> open(const std::string& path) override;
};

}  // namespace choqr::gateway
