extension StandardBounceRules {
    /// GMX, web.de, Telekom, and German words.
    static let german = """
        provider gmx
            hosts  *.gmx.net, *.gmx.de, *.gmx.com, *.web.de, *.mail.com, *.1and1.com, *.kundenserver.de, *.ionos.com
            signs  "nemesis", "postmaster.gmx*", "postmaster.web.de", "postmaster.1and1*", "mxgmx*", "mxweb*"
        provider telekom
            hosts  *.t-online.de
            signs  "t-online.de", "rx.t-online.de"

        rule gmx-names means missingReverseName
            provider  gmx
            says      "bad dns ptr", "c=rdns", "reverse dns"
            rank      2
            source    GMX postmaster, "SMTP error messages"
        rule gmx-list means blockedAddress
            provider  gmx
            says      "c=bl", "ip address is black listed", "black listed", "dynamic ip", "c=sps", "no smtp service"
            rank      3
            source    GMX postmaster, "SMTP error messages"
        rule gmx-helo means blockedAddress
            provider  gmx
            says      "c=hi", "invalid helo", "syntax error in helo"
            scope     ourConfiguration
            action    alertOperator
            source    GMX postmaster, "SMTP error messages"
        rule gmx-unknown means unknownRecipient
            provider  gmx
            says      "mailbox unavailable", "requested action not taken"
            status    none
            codes     550
            source    GMX postmaster, "SMTP error messages"
        rule telekom-list means blockedAddress
            provider  telekom
            says      "a problem occurred", "ask your postmaster for help or to contact <mail>"
            distinctive  yes
            rank      3
            source    Telekom postmaster, "554 replies"

        rule german-unknown means unknownRecipient
            says    "empfänger unbekannt", "unbekannter empfänger", "empfänger existiert nicht", "benutzer unbekannt"
            says    "unbekannter benutzer", "adresse existiert nicht", "postfach existiert nicht"
            says    "empfängeradresse * ungültig"
            says    "empfaenger unbekannt", "empfänger nicht gefunden", "postfach nicht gefunden"
            source  general usage
        rule german-full means mailboxFull
            says    "postfach voll", "postfach ist voll", "speicherplatz * erschöpft", "postfach überfüllt"
            says    "quota überschritten"
            source  general usage
        rule german-blocked means blockedAddress
            says    "ip-adresse * gesperrt", "ihre ip * blockiert", "ip-adresse * blockiert", "sperrliste"
            says    "hilfe unter www.mfaq.info"
            source  general usage
        rule german-inactive means inactiveMailbox
            says    "postfach gesperrt", "postfach deaktiviert", "konto deaktiviert", "konto gesperrt"
            source  general usage
        rule german-spam means spamContent
            says    "als spam erkannt", "als spam eingestuft", "spam-verdacht"
            source  general usage
        rule german-away means automaticReply
            says    "nicht im büro", "außer haus", "abwesenheit*"
            source  general usage
        """

    /// Orange, Free, La Poste, SFR and words in French.
    static let french = """
        provider orange
            hosts  *.orange.fr, *.wanadoo.fr, *.orange.net
            signs  "ofr00*", "ofr_*", "orange.fr", "ofr*"
        provider laposte
            hosts  *.laposte.net
            signs  "lpn00*", "lpn*", "laposte.net"
        provider free
            hosts  *.free.fr, *.proxad.net
            signs  "postmaster.free.fr", "proxad.net"
        provider sfr
            hosts  *.sfr.fr, *.sfr.net
            signs  "sfr.fr"

        rule orange-connections means tooManyConnections
            provider  orange
            says      "ofr004*", "ofr_102", "too many connections"
            rank      3
            source    Orange postmaster, "Codes d'erreur"
        rule orange-refused means systemFailure
            provider  orange
            says      "service refuse*"
            codes     4xx
            source    Orange postmaster, "Codes d'erreur" (OFR005)
        rule orange-blocked means blockedAddress
            provider  orange
            says      "ofr006*", "ofr007*", "ofr_506", "blocked", "service refuse*"
            source    Orange postmaster, "Codes d'erreur"
        rule laposte-blocked means blockedAddress
            provider  laposte
            says      "service refuse*"
            source    La Poste postmaster, "Codes d'erreur" (LPN001)
        rule laposte-policy means policyViolation
            provider  laposte
            says      "client host rejected: * lpn"
            rank      3
            source    La Poste postmaster, "Codes d'erreur" (LPN000_630)
        rule free-busy means rateLimited
            provider  free
            says      "too many spams from your ip", "spam detected from your ip"
            action    suspendPath
            rank      3
            source    Free postmaster, "Codes d'erreur"

        rule french-unknown means unknownRecipient
            says    "destinataire inconnu", "adresse destinataire invalide", "utilisateur inconnu", "adresse inconnue"
            says    "adresse invalide", "boite * inexistante", "destinataire inexistant"
            says    "adresse d au moins un destinataire"
            says    "adresse d'au moins un destinataire invalide", "compte inexistant", "destinataire * invalide"
            source  general usage
        rule french-full means mailboxFull
            says    "boite * pleine", "boite aux lettres pleine", "quota dépassé", "espace * insuffisant"
            says    "boite pleine"
            says    "dépassement de quota", "boite du destinataire pleine"
            source  general usage
        rule french-inactive means inactiveMailbox
            says    "compte désactivé", "compte suspendu", "boite * archivée", "boite desactivée", "compte inactif"
            source  general usage
        rule french-large means messageTooLarge
            says    "taille limite du message", "message trop volumineux", "taille maximale * message"
            source  general usage
        rule french-blocked means blockedAddress
            says    "adresse ip * bloquée", "abus détecté", "votre ip * bloquée", "trop d'abus"
            rank    4
            source  general usage
        rule french-later means rateLimited
            says    "trop de connexions", "veuillez essayer plus tard", "réessayez plus tard"
            source  general usage
        rule french-spam means spamContent
            says    "considéré comme spam", "contenu * spam", "message considéré comme indésirable"
            says    "courrier indésirable"
            source  general usage
        """

    /// Words in Spanish, Italian, Portuguese and Dutch.
    static let others = """
        rule spanish-unknown means unknownRecipient
            says    "no existe", "usuario desconocido", "destinatario desconocido", "usuario no encontrado"
            says    "buzón no existe"
            says    "direccion no encontrada", "no existe dicha persona", "destinatario no valido"
            says    "usuario inexistente"
            unless  "dominio"
            source  general usage
        rule spanish-full means mailboxFull
            says    "buzón lleno", "cuota excedida", "buzón * lleno", "excedido su cuota", "casilla llena"
            source  general usage
        rule spanish-blocked means blockedAddress
            says    "ip bloqueada", "su ip * bloqueada", "lista negra", "dirección ip * bloqueada"
            source  general usage
        rule spanish-later means greylisted
            says    "rechazo temporal", "inténtelo más tarde", "intente más tarde"
            codes   4xx
            source  general usage
        rule spanish-inactive means inactiveMailbox
            says    "cuenta suspendida", "cuenta deshabilitada", "cuenta desactivada", "buzón desactivado"
            source  general usage
        rule italian-unknown means unknownRecipient
            says    "utente sconosciuto", "destinatario sconosciuto", "nessun utente simile", "utente inesistente"
            says    "casella inesistente", "indirizzo inesistente", "utente non trovato", "indirizzo non valido"
            source  general usage
        rule italian-full means mailboxFull
            says    "casella piena", "casella di posta piena", "quota superata", "spazio * esaurito"
            source  general usage
        rule italian-blocked means blockedAddress
            says    "indirizzo ip * bloccato", "ip bloccato", "ip * in blacklist"
            source  general usage
        rule italian-inactive means inactiveMailbox
            says    "casella disabilitata", "account disabilitato", "casella sospesa", "utente sospeso"
            source  general usage
        rule portuguese-unknown means unknownRecipient
            says    "usuário desconhecido", "destinatário desconhecido", "não existe", "usuário inexistente"
            says    "conta inexistente"
            says    "destinatário inválido", "utilizador desconhecido", "usuário não encontrado"
            says    "caixa postal inexistente"
            unless  "domínio"
            source  general usage
        rule portuguese-full means mailboxFull
            says    "caixa postal cheia", "caixa cheia", "cota excedida", "caixa de correio cheia", "quota excedida"
            says    "caixa postal lotada"
            source  general usage
        rule portuguese-inactive means inactiveMailbox
            says    "conta desativada", "conta suspensa", "conta bloqueada", "caixa postal bloqueada"
            source  general usage
        rule portuguese-blocked means blockedAddress
            says    "ip bloqueado", "ip * bloqueado", "endereço ip * bloqueado"
            source  general usage
        rule dutch-unknown means unknownRecipient
            says    "onbekende gebruiker", "gebruiker onbekend", "ontvanger onbekend", "adres bestaat niet"
            source  general usage
        rule dutch-full means mailboxFull
            says    "mailbox is vol", "postvak vol", "mailbox vol"
            source  general usage
        rule polish-unknown means unknownRecipient
            says    "nieznany użytkownik", "nie ma takiego użytkownika", "skrzynka nie istnieje"
            source  general usage
        """
}
