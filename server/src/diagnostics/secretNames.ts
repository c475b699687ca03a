// What looks like a secret: by the name that people give it, or by the value.

/** Whether a name is one that people give to secrets, and not to the place or the name of one. */
export const looksSecret = (name: string): boolean =>
  /(?:secret|passw(?:or)?d|passphrase|private_?key|api_?key|access_?key|auth_?token|access_?token|credential|^azure_\w*key$|_key_content$)/i.test(
    name,
  ) && !/(?:_file|_path|_name|_ref|_url|_id|_type|_version|_length|_ttl)$/i.test(name);

/** Whether a value is a private key in PEM. */
export const isPrivateKey = (value: string): boolean => /-BEGIN [A-Z ]{0,40}PRIVATE KEY-/.test(value);
