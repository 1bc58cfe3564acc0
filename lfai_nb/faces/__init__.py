"""What a person looks at: texts, HTML, figures, widgets. No reasoning here, only showing."""
