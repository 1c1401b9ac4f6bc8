# SPDX-License-Identifier: MIT
#
# Writes OUTPUT, a C file with the array NAME of struct builtin_file: the files
# named in LIST, in the order of their names, each with a closing zero byte. A rules
# file is called by its path below rules/, a page by the rule it is about.
file(STRINGS ${LIST} files)
list(SORT files)
set(bodies "")
set(table "")
set(count 0)
foreach(path ${files})
  file(RELATIVE_PATH name ${ROOT} ${path})
  string(REGEX REPLACE "^rules/" "" name ${name})
  string(REGEX REPLACE "^docs/rules/(.*)\\.md$" "\\1" name ${name})
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
  string(APPEND bodies "static const char text_${count}[] = {${hex}0};\n")
  string(APPEND table "\t{\"${name}\", text_${count}, sizeof(text_${count}) - 1},\n")
  math(EXPR count "${count} + 1")
endforeach()
string(REPLACE "builtin_" "builtin_n" COUNT_NAME ${NAME})
file(WRITE ${OUTPUT}
"/* Made by cmake/embed.cmake. */
#include \"rules/builtin.h\"

${bodies}
const struct builtin_file ${NAME}[] = {
${table}\t{0, 0, 0},
};
const size_t ${COUNT_NAME} = ${count};
")
