"""Causes: why servers refuse mail, what each means for a letter, and the words by which servers say so.

This is the one table of what an SMTP reply means, for letters that leave and for letters that come back. Its words are
those of RFC 3463, of the IANA registry of enhanced status codes, and what mail servers and big providers write, in
English; those of `languages` come to them. They are in small letters; an ellipsis stands for a few words of whatever
kind. The order counts: the first cause that fits wins.
"""

from unbroker.mail.smtp_reply.cause import Cause, listed

CAUSES: tuple[Cause, ...] = (
    Cause(
        "restricted", "ours", "it takes mail for this address only from certain senders",
        refuses="letter",
        mend="write to that broker by post or by its form, or ask it for another address",
        phrases=listed("""
        resolver.rst. | rst.notauthorized | rst.authrequired | sendernotauthenticated | restrictedtorecipients |
        senderrestricted | only accepts messages from | only accepts mail from | only accept mail from |
        accepts mail only from | accept mail from only | allowed senders | approved sender | authorized sender |
        not authorized to send | not authorised to send | permission to send | permission to post |
        you do not have permission | you don't have permission | not allowed to post | not allowed to send |
        members only | not a member | you are not member | are not a subscriber | non-member | nonmember |
        subscribers only | must be a member | must be subscribed | posting to this list | posting is not |
        post to the group | post to this group | posting to the group | recipient preferences |
        recipient has rejected | user reject | whitelist | allowlist | challenge | doesn't accept mail from |
        does not want mail | not accept messages from | not accept mail from | prohibited by recipient |
        personal block | restricted address | unable to accept anonymous | externally restricted |
        doesn't accept email from | not accepting mail from | not accepting messages from | not accept email from |
        does not accept mails from | moderat
        """),
        statuses=listed("7.2 | 7.120 | 7.121 | 7.122 | 7.123 | 7.124 | 7.129 | 7.133 | 7.134 | 7.135 | 7.136 | 7.13"),
    ),
    Cause(
        "sender", "ours", "it does not take your account for a proper sender",
        mend="check 'from', 'user' and the password in settings.yaml, and that your provider may send for "
        "that address",
        phrases=listed("""
        sender address rejected | sender rejected | sender denied | sender verif | sender address verif |
        verify sender | verify the sender | verifying sender | sender was rejected | sender is not allowed |
        sender not allowed | sender unauthorized | invalid sender | bad sender | unknown sender | sender unknown |
        sender domain | sender's domain | domain of sender | domain of the sender | domain of your address |
        sender is blocked | sender blocked | sender ip | sending ip | sender's ip | blocked sender | sender refused |
        sender…not exist | invalid return path | reverse path | reverse-path | envelope sender | envelope from |
        from address is not | mailfrom | send as | sendasdenied | clientsendasdenied | spoof | impersonat |
        you must authenticate | must be authenticated | authentication required | authentication is required |
        authentication needed | requires authentication | authenticate first | authentication failed |
        client was not authenticated | client not authenticated | not logged in | sign in first | log in first |
        please log in | login first | smtp auth | smtp-auth | pop before smtp | pop-before-smtp |
        check for valid mail first | must issue a starttls | starttls first | requires tls | tls required |
        tls is required | encryption required | requires encryption | require_tls | your account has been |
        your mailbox has been | sending account | account…send mail | tenantattribution | tenant has been |
        badsender | reverse dns | rdns | ptr record | no ptr | ptr lookup | reverse lookup | reverse map |
        reverse resolution | fcrdns | ip reverse | cannot find your reverse | cannot resolve your |
        unable to resolve your | client host rejected | client host name | my name was rejected | your hostname |
        your host name | helo command | ehlo command | helo name | helo/ehlo | helo rejected | invalid helo |
        bad helo | in reply to helo | in reply to ehlo | bad return path | return path is | your domain |
        ip name lookup failed | ip name possibly forged | for sender address
        """),
        statuses=listed("1.7 | 1.8 | 7.8 | 7.9 | 7.11 | 7.14 | 7.57 | 7.60 | 7.64"),
    ),
    Cause(
        "authentication", "ours", "your mail does not prove where it comes from (SPF, DKIM, DMARC)",
        mend="ask your provider, or whoever keeps your domain, to set up SPF and DKIM for it; or write from "
        "an address of your provider's own domain",
        phrases=listed("""
        dmarc | dkim | domainkeys | spf check | spf fail | spf hard | spf soft | spf record | spf policy |
        spf validation | spf authentication | spf: | spf= | (spf) | spf or | spf and | fails spf | failed spf |
        fail spf | by spf | sender policy framework | openspf | please see http://spf | unauthenticated |
        email authentication | not authenticated | sender authentication | authentication check |
        authentication results | authentication information | arc validation | unable to verify that | p=forged
        """),
        statuses=listed("""
        7.20 | 7.21 | 7.22 | 7.23 | 7.24 | 7.26 | 7.27 | 7.29 | 7.30 | 7.32 | 7.509 | 7.515 | 7.25 | 7.7
        """),
    ),
    Cause(
        "greylist", "later", "it wants the letter to come again later",
        phrases=listed("greylist | graylist | grey-list | gray-list | grey list | gray list | greytrap | postgrey"),
    ),
    Cause(
        "busy", "later", "the mailbox, or its server, takes no mail for a while",
        phrases=listed("""
        receiving mail at a rate | receiving email at a rate | receiving mail too quickly | receiving mail too fast |
        receiving too many | recipient thread limit | receiving messages too quickly | p=receivingrate |
        temporarily disabled | temporarily suspended | temporarily locked | temporarily blocked |
        temporarily inactive | temporarily unavailable | temporarily not available | temporarily deferred |
        temporarily closed | temporarily rejected | temporarily unable | temporarily over | temporarily on hold |
        unavailable temporarily | temporary local problem | host not found, try again | lookup failed temporar |
        name service error…try again | temporary lookup failure | temporary dns | temporary name | servfail |
        dns lookup failure | dns timeout | dns query failed | dns server failure | system resources |
        server too busy | server is busy | server busy | mailbox busy | mailbox is busy | mailbox locked |
        mailbox is locked | mailbox…being moved | delivery already in progress | under maintenance |
        maintenance mode | dns…temporar
        """),
        statuses=listed("3.2 | 4.5 | 2.4"),
    ),
    Cause(
        "rate", "ours", "your account has sent too much at once",
        mend="wait a day, and lower 'per_day' or raise 'pace' in settings.yaml",
        phrases=listed("""
        sending limit | sending quota | send limit | daily limit | hourly limit | hourly quota | daily quota |
        daily sending | limit of messages | recipient limit | submission quota | message submission rate |
        rate limit | rate-limit | ratelimit | sending rate | message rate | mail rate | exceeded the rate |
        exceeds the rate | exceeded…maximum number of | unusual rate | unusual sending | too many messages from |
        too many messages sent | sent too many | too many mails | too many emails | too many e-mails |
        too many recipients | too many connections | too many concurrent | too many sessions | too many invalid |
        too many unknown | too many bad | too many errors | too many failed | too many hard | too much mail from |
        too many spam | throttl | sending too fast | slow down | you have exceeded | you exceeded | you have reached |
        connection limit | for sending spam | concurrent connection | slow_down | daily message | message quota
        """),
        statuses=listed("7.28 | 7.232 | 7.233 | 5.3 | 1.90 | 7.708 | 7.501 | 7.502 | 7.503 | 7.703 | 7.705 | 7.506"),
        hints=listed("""
        per day | per hour | per minute | messages per | too many messages | message limit | exceeded your
        """),
    ),
    Cause(
        "size", "ours", "the message is too large for it",
        refuses="letter",
        mend="write to that broker by post or by its form",
        phrases=listed("""
        message size…exceed | message exceeds | exceeds…message size | message too large | message is too large |
        message too big | message is too big | message too long | message is larger than | maximum message size |
        max message size | maximum size of message | message length exceed | exceeded message size |
        larger than the current system limit | overadvertisedsize | message size limit | size of this message |
        size of the message | attachment…too large | mail size limit | mail too large | mail size exceed |
        email size exceed | data size exceeded | line too long | lines too long | line length exceed |
        size larger than
        """),
        statuses=listed("2.3 | 3.4"),
    ),
    Cause(
        "full", "later", "the mailbox is full",
        phrases=listed("""
        mailbox full | mailbox…is full | mail box is full | mailbox currently full | inbox full | inbox…is full |
        mailfolder is full | box full | folder is full | account is full | account full | full mailbox | mailboxfull |
        over quota | overquota | over-quota | over the quota | over its quota | over their quota | over his quota |
        over my quota | out of quota | quota exceed | quota has been exceed | quota…exceeded | exceed…quota |
        quota full | quota reached | quota violation | quota limit | disk quota | quota error | mailbox quota |
        user quota | insufficient quota | not enough quota | usage quota | storage quota | quota is full |
        underquota | exceeded…storage | exceeds…storage | exhausted…storage | storage exceeded | storage limit |
        storage allocation | out of storage | insufficient system storage | no storage | insufficient storage |
        insufficient disk | insufficient space | insufficient system resources | not enough storage |
        not enough space | not enough disk | no space left | no space on | disk full | disk is full | disk space |
        out of space | out of disk | lack of space | low on space | mailbox size | mailbox limit | mailbox exceed |
        mailbox has exceed | mailbox…exceeds | mailbox…exceeded | exceeds allowed size | exceeded allowed size |
        exceeds…maximum size | exceed…mailbox | mailbox maximum | maximum mailbox | mailbox…over the |
        over the allowed | over its size | mailbox is over | over the maximum | over the limit | has reached…limit |
        maildir over | too much mail data | too many messages on the server | too many messages in | is over disk |
        mailbox space | boxfull | no room in mailbox
        """),
        statuses=listed("2.2 | 3.1"),
    ),
    Cause(
        "policy", "ours", "it refuses the letter by a rule of its own",
        refuses="letter",
        mend="ask your provider what the words mean; if it stays so, write to that broker by post or by its "
        "form",
        phrases=("will not accept delivery", "not accept delivery of", "delivery not authorized"),
        statuses=listed("""
        7.1 | 7.0 | 7.3 | 7.4 | 7.5 | 7.6 | 6.0 | 6.1 | 6.2 | 6.3 | 6.4 | 6.5 | 6.6 | 6.7 | 6.9 | 5.6
        """),
        hints=listed("""
        policy | policies | administrativ | prohibit | security | not authorized | not authorised | unauthorized |
        authenticat | access denied | forbidden | not acceptable | not welcome
        """),
    ),
    Cause(
        "moved", "no such address", "whoever had the address has another one now",
        phrases=listed("""
        user…has moved | recipient has moved | mailbox has moved | account has moved | account…moved to |
        has moved to | moved permanently | user not local | not local; please try | please try < |
        address has changed | has changed…address | changed their e | changed its | new e-mail address |
        new email address | new address is | is now reachable at
        """),
    ),
    Cause(
        "no mailbox", "no such address", "there is no such address",
        phrases=listed("""
        unknown user | user…unknown | unknown_user | user not known | unknown recipient | recipient…unknown |
        mailbox unknown | mailbox is unknown | unknown address | address…unknown | unknown account | account unknown |
        unknown local part | unknown local-part | unknown local user | unknown virtual | unknown alias |
        alias unknown | unknown or illegal | unknown name | unknown to address | name unknown | unknown email |
        unknown e-mail | unknown mail | unknown customer | unknown subscriber | unknown person | no such user |
        no such a user | no such recipient | no such mailbox | no such address | no such account | no such person |
        no such local | no such alias | no such email | no such id | no such subscriber | no such customer |
        no such virtual | no such entry | no such employee | no such member | nosuchuser | no user by that |
        no user with that | no user on | no user named | no mailbox here | no mailbox by that | no mailbox for |
        no mailbox found | no mailbox with | no mailbox at | no account by that | no account with | no account for |
        no account found | no account exists | no address by | there is no one | there is no user | there is no such |
        nobody by that | nobody here | no one here | no one by that | no valid recipient | no valid mailbox |
        no local mailbox | no email account | user not found | user was not found | user is not found |
        user could not be found | user cannot be found | user can't be found | user…doesn't exist | user…not exist |
        user dosn't exist | userid…not | user is not registered | user not registered | user no longer |
        user not have | user is not known | not a known user | not a valid user | not a valid mailbox |
        not a valid recipient | not a valid address | not a valid email | not a known recipient | not an active |
        not a local user | not our customer | not known at | is not known here | not known to this | not known by |
        recipient not recognized | recipient…not found | recipientnotfound | recipnotfound | exrecipnotfound |
        adr.badprimary | adr.recip | fwd.notfound | recipient…doesn't exist | recipient…not exist |
        recipient not known | recipient does not have | recipient not listed | recipient no longer |
        recipient is not a | recipient undeliverable | mailbox…not found | mailbox…doesn't exist | mailbox…not exist |
        mailbox…is not known | mailbox invalid | invalid mailbox | mailbox is invalid | mailbox has been removed |
        mailbox no longer | bad mailbox | account…not found | account…doesn't exist | account…not exist |
        account no longer | account is not valid | account not valid | account invalid | invalid account |
        account…is unknown | address…not found | address couldn't be found | address could not be found |
        address wasn't found | wasn't found at | was not found at | not found on server | could not be found in |
        couldn't be found in | couldn't be found at | address…doesn't exist | address…not exist | address no longer |
        address is no longer | address is not valid | address not valid | address isn't valid | address is invalid |
        address invalid | invalid address | invalid email | invalid e-mail | invalid recipient |
        recipient is invalid | recipient invalid | invalid user | user invalid | user is invalid | invalid local |
        invalid to address | invalid alias | invalid destination | invalid rcpt | invalid_recipient |
        invalid mail address | bad recipient | bad destination | bad email address | illegal alias | illegal user |
        illegal recipient | illegal local | non-existent | non existent | nonexist | not exist here |
        doesn't exist here | not exist on this | does not exist on | does not exist at | does not exist in |
        doesn't exist at | does not exist anymore | doesn't exist any | not exist any more | doesn't have a…account |
        does not have a…account | don't have an account | does not have an e | doesn't have a mailbox |
        not have a mailbox | have an account here | not listed in | not listed at | listed in public name |
        not in my user | not in directory | not in the directory | not in address book | not found in directory |
        not found in the directory | not in database | not our user | not our mailbox | unable to find user |
        unable to find alias | unable to find recipient | unable to find mailbox | could not find user |
        could not find a user | cannot find user | can't find user | couldn't find user | couldn't find any user |
        lookup…user failed | local user not | unable to validate recipient | recipient validation failed |
        recipient verification | recipient verify fail | callout verification failed | verify recipient |
        unrouteable address | unroutable address | unrouteable mail | unrouteable user | un-routeable |
        undeliverable address | undeliverable recipient | mail-not-deliverable | mailboxnotfound |
        delivery userid failed | user unkown | unkown user | user unkonwn | unauthorized recipient |
        not allowed_rcpt | recipient_not_found | recipient address rejected: undeliverable |
        5.4.1 recipient address rejected | 5.4.1 all recipient | recipient addresses rejected |
        recipient cannot be verified | unknown destination | inexistent | is not on this server |
        recipient…is not local | 5.4.1 @ recipient address rejected | 5.4.1 @: recipient address rejected |
        5.4.1 [@]: recipient address rejected | as(201806281) | address syntax | malformed address |
        unqualified address | syntax error in address | email name is not found | rcp-p1 | hosting_no_user |
        name is not recognized | recipient not recognised | not a user here | not a recipient here |
        cannot be found on this | user could not be located | is not a member of the postoffice | user or mailbox |
        bad address | wrong address | wrong recipient | no such destination | no such mail drop
        """),
        statuses=listed("1.1 | 1.3 | 1.4 | 1.10 | 1.351 | 1.5"),
        hints=listed("""
        mailbox unavailable | mailbox not available | mailbox is unavailable | mailbox is not available |
        mailbox currently unavailable | unavailable mailbox | mailbox name not allowed | recipient refused |
        recipient…rejected | address rejected | rejected recipient | rejected address | address refused |
        recipient not accepted | does not like recipient | not accept mail for this | does not accept mail for |
        not accepting mail for | unable to deliver to | undeliverable to | addressee | no mailbox | no user |
        account unavailable | account is unavailable | account not available | user unavailable | user…not available |
        is unknown | doesn't exist | not exist
        """),
    ),
    Cause(
        "disabled", "no such address", "the address is no longer in use",
        phrases=listed("""
        account…disabled | mailbox…disabled | disabled mailbox | disabled recipient | disabled user | user…disabled |
        recipient…disabled | address…disabled | email disabled | has been disabled | is disabled | account…inactive |
        inactive account | inactive user | user…inactive | mailbox…inactive | inactive mailbox | recipient…inactive |
        is inactive | inactive recipient | inactive for a long | not activated | account…suspended |
        suspended account | mailbox…suspended | user…suspended | recipient suspended | is suspended |
        has been suspended | domain suspended | account…closed | mailbox…closed | account…deactivated |
        mailbox…deactivated | user…deactivated | deactivated mailbox | address…deactivated | has been deactivated |
        is deactivated | account…expired | mailbox expired | mailbox has expired | user expired | expired account |
        account locked | account is locked | account…terminated | account canceled | account…cancelled |
        account…deleted | mailbox…deleted | user…deleted | address…deleted | has been deleted | account…removed |
        mailbox…removed | account frozen | mailbox frozen | mailbox is frozen | account is frozen | frozen account |
        dormant | discontinued | no longer active | no longer in use | no longer used | no longer valid |
        no longer exist | no longer available | no longer accept | no longer monitored | no longer with |
        no longer work | no longer employed | no longer here | no longer on server | no longer an active |
        no longer supported | no longer receiv | no longer in service | out of service | not accepting messages |
        not accepting mail | not accepting email | not accepting any | does not accept mail | doesn't accept mail |
        does not accept email | has left our | left the company | has retired | logon denied | p=disableduser |
        not receiving mail | refuses all mail | accepts no mail | accepts no email | not longer active |
        user…not active | mailbox…not active | account…not active
        """),
        statuses=listed("2.1 | 1.6 | 1.9"),
    ),
    Cause(
        "no mail server", "no such address", "no server takes mail for that domain",
        phrases=listed("""
        no valid mx | no mx | no a or mx | no mail exchange | no mail server | mx record…not | nullmx | null mx |
        null-mx | no smtp service | mx hosts do not | all relevant mx records point | mx record indicated |
        domain has no mail | no mail host | couldn't find a mail
        """),
    ),
    Cause(
        "no domain", "no such address", "there is no such domain, or it cannot be found",
        phrases=listed("""
        host unknown | unknown host | host is unknown | host…not found | no such host | no host named |
        couldn't find any host | host…does not exist | non-existent host | nonexistent host | hosts do not exist |
        unknown domain | domain unknown | domain is unknown | no such domain | domain…not found |
        domain…doesn't exist | domain…not exist | domain…no longer | domain not in dns | domain…is invalid |
        domain invalid | invalid domain | illegal host | bad destination system | nonexistentdomain |
        non-existent domain | domain…non-existent | domain nonexist | domain has expired | domain expired |
        domain…disabled | domain…suspended | nxdomain | unresolvable | unable to resolve | could not resolve |
        cannot resolve | can't resolve | couldn't resolve | not resolve domain | failed to resolve | resolve…failed |
        no dns | dns…does not exist | dns…no such | no record found | no records found | not found in dns |
        mail domain…not | name service error | name or service not known | name server: no data |
        nodename nor servname | no address associated | no data known | no route to domain | no such address family |
        unrouteable domain | unroutable domain | unrouteable mail domain |
        couldn't find host | can't find host | unknown site | domain isn't | domain is not |
        not a valid domain | destination domain | domain of recipient | recipient domain | recipient's domain |
        host found but no data | invalid host | illegal domain
        """),
        statuses=listed("1.2 | 4.4 | 4.310 | 8.2"),
    ),
    Cause(
        "relay", "no such address", "the domain's mail server does not take mail for it",
        phrases=listed("""
        relay…denied | relaying not | relaying is not | relaying prohibited | relaying is prohibited | relay not |
        relay is not | relaying disallowed | relay prohibited | relay rejected | relaying rejected | relay attempt |
        cannot relay | can't relay | unable to relay | not relay | no relay | unauthorized relay |
        not permitted to relay | not allowed to relay | not authorized to relay | not authorised to relay |
        relay blocked | prohibited relay | isn't allowed to be relayed | rcpthosts | not a gateway |
        not an open relay | not hosted | domain not local | domain is not local | not local domain | is not a local |
        not one of our | not an authorized domain | non-accepted domain | not an accepted domain |
        recipient not in local | does not serve | domain not served | not served here | don't handle mail |
        do not handle mail | does not handle mail | not handle mail for | not accepted here | mail for…not accepted |
        not receive mail for | no authority for
        """),
    ),
    Cause(
        "blocked", "ours", "it blocks your provider's server, or your address",
        mend="tell your provider that its server is on a blocklist or has a bad name; a mail account with "
        "another provider helps at once",
        phrases=listed("""
        blocked | blacklist | black list | black-list | blocklist | block list | block-list | denylist | deny list |
        deny-list | dnsbl | dns-bl | rbl | surbl | spamhaus | zen.spam | spamcop | sorbs | barracudacentral |
        uceprotect | cloudmark | senderbase | senderscore | spfbl | invaluement | njabl | mailspike | backscatter |
        spamrl | nixspam | manitu | reputation | poor rep | listed at | listed in | listed by | listed on | abuse |
        abusive | bad ip | ip is listed | your ip | ip address | open relay | open proxy | dynamic ip | dynamic addr |
        dynamic host | dynamic pool | dynamic dns | residential | dial-up | dialup | dul | dynablock |
        not accepted from dynamic | ip range | your network | your server | your mail server | your host |
        your domain | your isp | your provider | from your | not accept connections | connection rejected |
        ask your postmaster for help |
        connection…refused by policy | access restricted | access to this | suspected | unsafe | not trusted |
        untrusted | complaints
        """),
        statuses=listed("7.512 | 7.511 | 7.606 | 7.513 | 7.750 | 7.51"),
    ),
    Cause(
        "content", "ours", "it takes the message for spam, or for dangerous",
        refuses="letter",
        mend="write to that broker by post or by its form; if it happens often, ask your provider why its "
        "mail is taken for spam",
        phrases=listed("""
        spam | junk mail | junk e-mail | junk email | unsolicited | unwanted | bulk mail | bulk email | ube/uce |
        virus | infected | malware | phish | trojan | malicious | dangerous | harmful | suspicious | content filter |
        content-filter | content reject | content restriction | content…not acceptable | message content |
        prohibited content | banned content | forbidden content | inappropriate | objectionable | offensive |
        bad header | missing header | header error | malformed message | rfc 5322 | rfc 2822 | rfc5322 | rfc2822 |
        bare lf | bare linefeed | multiple from | from header | 8bit | 8-bit | smtputf8 | non-ascii |
        rejected by filter | filtered | filter rule | bayes | detected as | classified as | identified as |
        looks like | message rejected | message refused | message denied | message not accepted |
        message was rejected | message has been rejected | message blocked | mail rejected | mail refused |
        mail content | email rejected | email not accepted | message contains | unacceptable | quarantin |
        attachment type | attachments not | attachment not | prohibited attachment
        """),
        statuses=listed("7.350 | 7.18 | 7.19"),
    ),
    Cause(
        "unreachable", "later", "its server could not be reached, or did not take it in time",
        phrases=listed("""
        timed out | timeout | time out | time-out | connection refused | connection was refused | connection reset |
        connection failed | connection dropped | connection closed | connection lost | lost connection |
        connection was closed | connection was dropped | connection unexpectedly | closed connection |
        remote host closed | broken pipe | network error | network problem | host is down | host down | not respond |
        no answer from host | no response | does not answer | not reachable | unreachable | unable to connect |
        cannot connect | could not connect | couldn't connect | can't connect | failed to connect | connect failed |
        connect to | could not be contacted | establish an smtp connection | establish connection | no connection |
        no mail hosts | unable to contact | could not contact | cannot contact | error connecting | i/o error |
        socket error | retry time | retries | expired | queue too long | been in the queue | in queue for |
        on the queue | too old | maximum queue | queue lifetime | message lifetime | time limit | undelivered for |
        for more than | could not be delivered for | not been able to deliver | past…hours | past…days | hours old |
        days old | attempts have failed | maximum number of attempts | attempts failed | tried…times |
        after…attempts | after…days | giving up after | stopped trying | given up trying | loop | too many hops |
        hop count | hops exceeded | already has my delivered-to | routing error | routing failure | no route |
        service not available | service is not available | not available at this time | currently not available |
        shutting down | internal error | local error | local problem | system error | system config |
        configuration error | misconfig | server error | temporary | temporarily | transient | unable to get mx |
        mx lookup | tls negotiation | certificate | tls failed | handshake | all hosts have been failing | try later |
        try again later | try it later | try again in | retry later | please retry | come back later |
        refused to talk
        """),
        statuses=listed("4.0 | 4.1 | 4.2 | 4.3 | 4.6 | 4.7 | 3.5 | 4.8"),
    ),
    Cause(
        "refused", "ours", "it refuses the letter",
        refuses="letter",
        mend="ask your provider what the words mean; if it stays so, write to that broker by post or by its "
        "form",
        hints=listed("not permitted | not allowed | denied | reject | refuse | not accepted | declined"),
    ),
)  # fmt: skip
UNCLEAR = Cause(
    "unclear", "unclear", "it gives no reason that is known here",
    mend="if these words say that the address does not exist, record it: `unbroker track LETTER refused`",
)  # fmt: skip
"""What is refused for good, without a word that is in the table."""
