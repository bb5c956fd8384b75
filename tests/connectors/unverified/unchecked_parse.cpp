// Must not compile: parse() is not for those who hold a connector.
#include "connectors/connector.hpp"

using namespace choqr::connectors;

bool parses(const Connector& connector, const Authentic& authentic) {
    return connector.parse(authentic).index() == 0;
}
