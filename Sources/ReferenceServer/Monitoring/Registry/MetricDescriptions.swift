/// What the metrics of the registry say, for people, as those who count cannot say it.
enum MetricDescriptions {
    /// The descriptions by the names that Prometheus reads.
    static let all = [
        "waxwing_attempts_total": "What became of recipients at a host, by the way there and the outcome.",
        "waxwing_attempt_stage_seconds": "How long the stages of attempts took.",
        "waxwing_recipients_total": "What was recorded of recipients, by event; reports of this server are among them.",
        "waxwing_smtp_connections_total": "Connections of clients that were taken, by kind of listener.",
        "waxwing_smtp_tls_total": "Connections of clients on which TLS began, by version.",
        "waxwing_smtp_logins_total": "Logins of clients, by outcome and mechanism.",
        "waxwing_smtp_recipients_total": "Recipients that clients named, by outcome and code of the reply.",
        "waxwing_smtp_messages_total": "Messages that clients sent to their end, by outcome and class of the reply.",
        "waxwing_dns_queries_total": "Queries that the cache did not answer, by type and outcome.",
        "waxwing_dns_query_seconds": "How long queries took that the cache did not answer.",
    ]
}
