"""Who works where: branches, territories and technicians."""
