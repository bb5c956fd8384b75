# Writes OUT: the one number that the texts of FILES make, as rules_version of versions.hpp.
set(hashes "")
foreach(file ${FILES})
  file(SHA256 ${file} hash)
  string(APPEND hashes ${hash})
endforeach()
string(SHA256 all "${hashes}")
string(SUBSTRING ${all} 0 16 number)
file(CONFIGURE OUTPUT ${OUT} CONTENT "#include \"book/versions.hpp\"\n\nconst std::uint64_t choqr::book::rules_version = 0x${number}u;\n")
