import DeliveryQueue

/// Reads how long the certificates of the listeners are good.
struct CertificateCollector: MetricCollector {
    /// The certificates.
    let certificates: ShownCertificates
    /// Civil time.
    var clock: any QueueClock = SystemQueueClock()

    /// The seconds until each certificate ends.
    func families() async -> [MetricFamily] {
        let now = Double(clock.now().seconds)
        let samples = certificates.all.enumerated().map { index, certificate in
            MetricFamily.Sample(
                ["certificate": "\(index)", "name": certificate.name], Double(certificate.notAfter) - now)
        }
        return [
            MetricFamily(
                .gauge, "waxwing_certificate_expiry_seconds",
                "Seconds until a certificate of the listeners ends; negative where it has ended.", samples)
        ]
    }
}
