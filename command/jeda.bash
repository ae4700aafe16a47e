# bash completion for jeda(1), jeda-milter(8), jeda-agent(8) and jeda-review(8). Verbs and options are those that the program
# before the cursor names in its --help; only their values stand here.

# The options, arguments and verbs in a help text on standard input, as lines "option NAME TYPE", "argument NAME", "verb NAME".
_jeda_read_help() {
  awk '
    /^[A-Z][A-Za-z]*:$/ { part = $0 }
    /^ +-/ { count = split($1, names, ","); for (i = 1; i <= count; i++) print "option", names[i], ($2 ~ /^[A-Z\/]+$/ ? $2 : "-") }
    part == "Positionals:" && /^  [A-Z]/ { print "argument", $1 }
    part == "Subcommands:" && /^  [a-z]/ { print "verb", $1 }'
}

# Values of an option of this type, or of an argument of this name.
_jeda_values() {
  local program=$1 type=$2
  shift 2
  case $type in
    STATE) echo held released returned discarded gone any ;;
    HOW) echo when-allowed review ;;
    ORDER) echo oldest newest next-allowed ;;
    ROLE) echo viewer reviewer admin ;;
    KIND)
      echo call meeting chat sms open click checkout order payment delivery expiry commitment \
        permission-granted permission-refused opt-out complaint note
      ;;
    FORMAT) echo csv jsonl ;;
    AUDIENCE) echo business consumer ;;
    STAGE) echo auto new engaged interested reader cold customer dormant stopped ;;
    FIELD) echo owner audience zone strict stage busy open name company consent ;;
    REFERENCE) "$program" held list --json --limit 200 "$@" 2>/dev/null | sed -n 's/^ *"reference": "\([a-z0-9]*\)",$/\1/p' ;;
    PROSPECT) "$program" held list --json --limit 200 "$@" 2>/dev/null | sed -n 's/^ *"address": "\([!-~]*@[!-~]*\)",$/\1/p' | sort -u ;;
  esac
}

_jeda() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local program=${COMP_WORDS[0]/#\~/$HOME} help i what name type wanted=
  local -a path=() config=()
  COMPREPLY=()
  help=$("$program" --help 2>/dev/null | _jeda_read_help)
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ ${COMP_WORDS[i]} == --config ]] && ((i + 1 < COMP_CWORD)) && config=(--config "${COMP_WORDS[i + 1]/#\~/$HOME}")
    if grep -qxF "verb ${COMP_WORDS[i]}" <<<"$help"; then
      path+=("${COMP_WORDS[i]}")
      help=$("$program" "${path[@]}" --help 2>/dev/null | _jeda_read_help)
    fi
  done
  while read -r what name type; do
    [[ $what == option && $name == "$prev" && $type != - ]] && wanted=$type
  done <<<"$help"
  if [[ -z $wanted && $cur != -* ]]; then
    wanted=$(sed -n 's/^argument //p' <<<"$help" | head -n 1)
  fi
  case $wanted in
    FILE | PATH | RULES | MESSAGE)
      compopt -o default 2>/dev/null
      return
      ;;
    ?*) COMPREPLY=($(compgen -W "$(_jeda_values "$program" "$wanted" "${config[@]}")" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -W "$(awk '$1 != "argument" { print $2 }' <<<"$help")" -- "$cur")) ;;
  esac
}
complete -F _jeda jeda jeda-milter jeda-agent jeda-review
