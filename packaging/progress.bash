# Sourced by ./quickstart and ./check: a command whose output goes to a log, and words on where it is meanwhile.

# The newest line of ninja's or ctest's in a log, as "building 12 of 90" or "tests 3 of 68"; nothing if there is none.
place_in() {
  sed -nE -e 's/^\[([0-9]+)\/([0-9]+)\] .*/building \1 of \2/p' \
    -e 's/^ *([0-9]+)\/([0-9]+) Test +#[0-9]+: .*/tests \1 of \2/p' "$1" | tail -n 1
}

# follow NAME LOG COMMAND...: runs a command or function beside this shell with its output at the end of LOG, and says every 30 s how far
# it is; on a terminal every second, in one line that is gone at the end. Gives the command's status.
follow() {
  local name=$1 log=$2 start=$SECONDS status='' every=30 begin='' end='\n' ended place
  shift 2
  [ ! -t 1 ] || every=1 begin='\r\e[K' end=''
  exec {ended}< <(if "$@" >>"$log" 2>&1 </dev/null; then echo 0; else echo $?; fi)
  until read -r -t "$every" -u "$ended" status || [ $? -le 128 ]; do
    place=$(place_in "$log")
    printf "$begin%s: %s%s s$end" "$name" "${place:+$place, }" $((SECONDS - start))
  done
  exec {ended}<&-
  [ ! -t 1 ] || printf "$begin"
  return "${status:-1}"
}
