//! How to reach a server of PostgreSQL: what is said of it is looked at before anything is asked.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use postgres::Config;
use postgres::config::{Host, SslMode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a connection may take to be made, unless that is said.
const CONNECT: Duration = Duration::from_secs(30);

/// A server, and how it is known.
#[derive(Clone)]
pub struct Server {
    pub(super) config: Config,
    roots: Vec<u8>,
    pub(super) timeout: Duration,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl Server {
    /// Reads how to connect. `Err` says what is wrong with it and what to do; no secret is in that.
    pub fn read(text: &str, timeout_seconds: u64) -> Result<Self, [String; 2]> {
        let fault = |message: &str, help: &str| Err([message.to_owned(), help.to_owned()]);
        let spelt = text.replace("sslmode=verify-full", "sslmode=require");
        let Ok(mut config) = spelt.parse::<Config>() else {
            // what the parser says could hold a password
            return fault(
                "not a connection to PostgreSQL",
                "write \"host=db.example.org dbname=hr user=reader\", or postgres://reader@db.example.org/hr",
            );
        };
        if config.get_password().is_some() {
            return fault(
                "a password in the job",
                "take it out, and name a file that only you can read with password_file = \"...\"",
            );
        }
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return fault(
                "the connection names no host",
                "write host=..., or the folder of a socket as host=/var/run/postgresql",
            );
        }
        if config.get_user().is_none() {
            return fault("the connection names no user", "write user=...: one that may only read is best");
        }
        let says = text.contains("sslmode");
        match (config.get_ssl_mode(), is_local(&config)) {
            (SslMode::Prefer, _) if says => {
                let help = "write sslmode=require, or sslmode=disable if nobody can listen";
                return fault("sslmode=prefer, which protects nothing", help);
            }
            (SslMode::Prefer, true) => drop(config.ssl_mode(SslMode::Disable)),
            (SslMode::Prefer, false) => drop(config.ssl_mode(SslMode::Require)),
            _ => {}
        }
        let timeout = Duration::from_secs(timeout_seconds);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT.min(timeout));
        }
        if config.get_application_name().is_none() {
            config.application_name("skillmix");
        }
        config.tcp_user_timeout(timeout);
        Ok(Self { config, roots: Vec::new(), timeout })
    }

    /// With a password.
    pub fn with_password(&mut self, password: &str) {
        self.config.password(password);
    }

    /// Known by these certificates (PEM) and no others.
    pub fn with_roots(&mut self, pem: Vec<u8>) {
        self.roots = pem;
    }

    /// The server without secrets: `postgres hr on db.example.org as reader`.
    #[must_use]
    pub fn shown(&self) -> String {
        let host = |host: &Host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(folder) => folder.display().to_string(),
        };
        let mut hosts: Vec<String> = self.config.get_hosts().iter().map(host).collect();
        if hosts.is_empty() {
            hosts.extend(self.config.get_hostaddrs().iter().map(ToString::to_string));
        }
        let user = self.config.get_user().unwrap_or_default();
        format!("postgres {} on {} as {user}", self.config.get_dbname().unwrap_or(user), hosts.join(","))
    }

    /// The way to protect the connection. `Err` says why there is none.
    pub(super) fn tls(&self) -> Result<MakeRustlsConnect, String> {
        let mut roots = RootCertStore::empty();
        if self.roots.is_empty() {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        } else {
            for certificate in CertificateDer::pem_slice_iter(&self.roots) {
                let certificate =
                    certificate.map_err(|_| "root_certificate cannot be read as PEM".to_owned())?;
                roots.add(certificate).map_err(|error| format!("root_certificate: {error}"))?;
            }
        }
        if roots.is_empty() && self.config.get_ssl_mode() != SslMode::Disable {
            return Err("there is no certificate by which the server could be known".to_owned());
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|error| error.to_string())?.with_root_certificates(roots);
        Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
    }
}

/// Whether nothing leaves the machine on the way to the server.
fn is_local(config: &Config) -> bool {
    let loopback = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(loopback) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_looked_at_before_they_are_made() {
        let mode = |text: &str| Server::read(text, 600).map(|server| server.config.get_ssl_mode());
        let far = "host=db.example.org dbname=hr user=reader";
        assert_eq!(mode(far), Ok(SslMode::Require), "what leaves the machine is protected unless it is said");
        assert_eq!(mode(&format!("{far} sslmode=disable")), Ok(SslMode::Disable));
        assert_eq!(mode(&format!("{far} sslmode=verify-full")), Ok(SslMode::Require));
        assert_eq!(mode("host=/var/run/postgresql user=reader"), Ok(SslMode::Disable));
        assert_eq!(mode("host=localhost user=reader"), Ok(SslMode::Disable));
        assert_eq!(mode("host=localhost,db.example.org user=reader"), Ok(SslMode::Require));
        assert_eq!(mode("host=localhost hostaddr=10.0.0.1 user=reader"), Ok(SslMode::Require));
        assert_eq!(mode("postgres://reader@db.example.org/hr?sslmode=require"), Ok(SslMode::Require));
        let refused = |text: &str| Server::read(text, 600).map(drop).unwrap_err().join("; ");
        for text in [
            "host=a user=b password=secret1",
            "postgres://b:secret1@a/hr",
            "host=a user=b password = 'secret1'",
            "postgres://b@a/hr?password=secret1",
        ] {
            let told = refused(text);
            assert!(told.starts_with("a password in the job") && !told.contains("secret1"), "{text}: {told}");
        }
        assert!(!refused("host=a passwrod=secret1").contains("secret1"));
        assert!(refused("dbname=hr user=b").starts_with("the connection names no host"));
        assert!(refused("host=a").starts_with("the connection names no user"));
        assert!(refused("host=a user=b sslmode=prefer").starts_with("sslmode=prefer"));
        let mut server = Server::read(far, 600).unwrap();
        server.with_password("secret1");
        assert_eq!(format!("{server:?}"), "postgres hr on db.example.org as reader");
    }
}
