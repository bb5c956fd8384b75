#include "journal/record.hpp"

#include <cstring>

namespace choqr::journal {

std::string StoredRecord::entry() const {
    std::string out;
    out.reserve(2 + salt.size() + payload.size());
    out.push_back(static_cast<char>(type >> 8));
    out.push_back(static_cast<char>(type & 0xFF));
    out.append(reinterpret_cast<const char*>(salt.data()), salt.size());
    return out += payload;
}

StoredRecord RecordView::stored() const {
    StoredRecord out;
    out.sequence = sequence;
    out.type = type;
    std::memcpy(out.salt.data(), entry.data() + 2, out.salt.size());
    out.payload = payload();
    return out;
}

}  // namespace choqr::journal
