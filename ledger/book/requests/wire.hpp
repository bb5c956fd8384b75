#pragma once

#include "book/wire.hpp"

namespace choqr::book {

/// All but what is sealed.
PaymentRequestOpened read_unsealed(const wire::PaymentRequestOpened& m, const Opening& with);

}  // namespace choqr::book
