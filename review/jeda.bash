# bash completion for jeda(1)
_jeda() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local verb=${COMP_WORDS[1]} words=
  COMPREPLY=()
  case $prev in
    --config | --rules | --mta-config)
      compopt -o default
      return
      ;;
    --state)
      COMPREPLY=($(compgen -W "held released returned discarded gone any" -- "$cur"))
      return
      ;;
    --release)
      COMPREPLY=($(compgen -W "when-allowed review" -- "$cur"))
      return
      ;;
    --order)
      COMPREPLY=($(compgen -W "oldest newest next-allowed" -- "$cur"))
      return
      ;;
    --role)
      COMPREPLY=($(compgen -W "viewer reviewer admin" -- "$cur"))
      return
      ;;
    --kind)
      COMPREPLY=($(compgen -W "call chat sms meeting open click checkout order payment delivery expiry commitment
        permission-granted permission-refused opt-out complaint note" -- "$cur"))
      return
      ;;
    --format)
      COMPREPLY=($(compgen -W "csv jsonl" -- "$cur"))
      return
      ;;
    --audience)
      COMPREPLY=($(compgen -W "business consumer" -- "$cur"))
      return
      ;;
    --stage)
      COMPREPLY=($(compgen -W "auto new engaged interested reader cold customer dormant stopped" -- "$cur"))
      return
      ;;
    --clear)
      COMPREPLY=($(compgen -W "owner audience zone strict stage busy open name company consent" -- "$cur"))
      return
      ;;
    --from | --login | --to | --at | --client | --limit | --by | --note | --amount | --currency | --slot | --owner | \
      --zone | --busy | --open | --name | --company | --consent | --team | --salesperson | --prospect | --rule | --text | --before | --after | --words) return ;;
  esac
  if ((COMP_CWORD == 1)); then
    words="check explain history held event prospect user setup --help --version"
  else
    case $verb in
      check) words="--config --json --help" ;;
      explain) words="--from --login --to --at --client --config --rules --json --help" ;;
      history) words="--limit --config --rules --json --help" ;;
      held)
        if ((COMP_CWORD == 2)); then
          words="list show release release-when-allowed return discard note --help"
        else
          local filter="--salesperson --prospect --rule --text --from --before --release --trouble --order"
          case ${COMP_WORDS[2]} in
            list) words="--state $filter --after --limit" ;;
            release | return | discard) words="$filter --words --dry-run --yes --wait" ;;
            release-when-allowed) words="$filter --dry-run --yes" ;;
            note) words="$filter --words --dry-run --yes" ;;
          esac
          words+=" --config --rules --json --help"
        fi
        ;;
      user)
        if ((COMP_CWORD == 2)); then
          words="add list passwd role disable enable remove --help"
        else
          case ${COMP_WORDS[2]} in
            add) words="--role --stdin" ;;
            passwd) words="--stdin" ;;
            role) words="--role" ;;
          esac
          words+=" --config --json --help"
        fi
        ;;
      setup)
        if ((COMP_CWORD == 2)); then
          words="postfix sendmail --help"
        else
          words="--apply --remove --reload --mta-config --config --json --help"
        fi
        ;;
      event)
        if ((COMP_CWORD == 2)); then
          words="add import --help"
        elif [[ ${COMP_WORDS[2]} == import ]]; then
          words="--format --dry-run --config --rules --json --help"
        else
          words="--kind --at --by --note --amount --currency --slot --config --rules --json --help"
        fi
        ;;
      prospect)
        if ((COMP_CWORD == 2)); then
          words="show set assign block allow link import list --help"
        else
          case ${COMP_WORDS[2]} in
            set) words="--owner --audience --zone --strict --no-strict --stage --busy --open --name --company --consent --clear" ;;
            assign) words="--to --team" ;;
            block | allow) words="--by --note" ;;
            import) words="--format --dry-run" ;;
            list) words="--wishes --limit" ;;
          esac
          words+=" --config --rules --json --help"
        fi
        ;;
    esac
  fi
  if [[ ${COMP_WORDS[2]} == import && $cur != -* ]] && ((COMP_CWORD > 2)); then
    compopt -o default # a file
    return
  fi
  if [[ $verb =~ ^(check|explain)$ && $cur != -* ]] && ((COMP_CWORD > 1)); then
    compopt -o default # a file
    return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _jeda jeda
